// An administrator adds a field of the mission's own; processes are replaced by themselves, and the form asks it.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { expectSays, look, press } from './steps.mjs';

for (const language of ['fr', 'ar'])
  test(`an own field is added, asked and retired, ${language}`, async ({ open }) => {
    const page = await open({ role: 'administrator', language });
    await page.goto(`/${language}/own-fields`);
    await look(page, 'own-fields', { telephone: true });
    await press(page, '.page-head a.btn-primary');
    await page.locator('select[name="record"]').selectOption('grant');
    await page.locator('input[name="name"]').fill(`colour_${language}`);
    await page.locator('select[name="kind"]').selectOption('text');
    for (const [name, text] of [['fr', `Teinte ${language}`], ['ar', `لون ${language}`], ['en', `Colour ${language}`]])
      await page.locator(`input[name="${name}"]`).fill(text);
    await look(page, 'own-field-form', { telephone: true });
    await press(page, '#page-form button[type="submit"]');
    await expectSays(page, 'Own fields');
    const manager = await open({ role: 'programme_manager', language });
    const asked = () => manager.locator(`[name="colour_${language}"]`).count();
    for (let turn = 0; turn < 60; turn++) {
      await manager.goto(`/${language}/grants/new`);
      if (await asked() > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    assert.equal(await asked(), 1, 'the form of grants asks it');
    await press(page, page.locator('tbody tr', { hasText: `colour_${language}` }).locator('form button'));
    await expectSays(page, 'Retired');

    await press(page, 'main a[href*="list?name=item_categories"]');
    await look(page, 'own-list', { telephone: true });
    const list = page.locator('textarea[name="choices"]');
    const before = (await list.inputValue()).trim();
    const typed = (end) => `${before ? `${before}\n` : ''}solar_${language},Kit solaire${end}`;
    await list.fill(typed(''));
    await press(page, '#page-form button[type="submit"]');
    await look(page, 'own-list-refused');
    assert.equal(await list.inputValue(), typed(''), 'what was typed is there');
    await list.fill(typed(',عدة شمسية,Solar kit'));
    await press(page, '#page-form button[type="submit"]');
    await expectSays(page, 'Lists of the program');
  });

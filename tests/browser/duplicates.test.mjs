// A supervisor's way: two records of one person, found in the night, are looked at side by side, merged, and parted
// again; another pair is found to be two persons.  Once in French with scripts, once in Arabic without.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { expectSays, leave, look, press, say, section } from './steps.mjs';

/** The pairs of the queue that hold this state, as addresses. */
async function pairs(page, language) {
  await page.goto(`/${language}/person-pairs`);
  return page.locator('main table tbody a[href*="/person-pairs/"]').evaluateAll((links) => [
    ...new Set(links.map((link) => new URL(link.href).pathname)),
  ]);
}

/** The first of them that nothing stops from being merged: not all can be, as two open cases of one person. */
async function firstMergeable(page, language, paths) {
  for (const path of paths) {
    await page.goto(`${path}/merge`);
    const shown = await page.locator('main').innerText();
    if (!shown.includes(say(language, 'These records cannot be merged now'))) return path;
  }
  throw new Error('the demonstration has no pair that can be merged');
}

for (const [language, javaScript] of [['fr', true], ['ar', false]])
  test(`two records are merged and parted, ${language}`, async ({ open }) => {
    const page = await open({ role: 'supervisor', language, javaScript });
    const eyes = javaScript ? page : await open({ role: 'supervisor', language });
    const lookAt = async (name) => {
      if (eyes !== page) await eyes.goto(page.url());
      await look(eyes, name, { telephone: true });
    };
    await page.goto(`/${language}/`);
    await section(page, '/person-pairs');
    await lookAt('duplicates');
    const waiting = await pairs(page, language);
    assert.ok(waiting.length >= 2, 'the demonstration has pairs that wait');
    const chosen = await firstMergeable(page, language, waiting);
    await page.goto(chosen);
    await expectSays(page, 'Is this one person?');
    await lookAt('duplicate-pair');

    await leave(page, () => page.locator('main a.btn-primary[href$="/merge"]').click());
    await expectSays(page, 'What the record says afterwards');
    await lookAt('duplicate-merge');
    await press(page, '.form-end button.btn-primary');
    await expectSays(page, 'How do you know that this is one person?');
    assert.equal(await page.locator('#reason').getAttribute('aria-invalid'), 'true', 'a reason is needed');
    await page.locator('#reason').fill('Essai : même carte consulaire.');
    await press(page, '.form-end button.btn-primary');
    await expectSays(page, 'What the merged record said');
    await lookAt('duplicate-merged');

    await page.goto(chosen);
    await expectSays(page, 'The two records are one.');
    await leave(page, () => page.locator('main .alert a').click());
    await leave(page, () => page.locator('main a.btn-danger').click());
    await lookAt('duplicate-part');
    await page.locator('textarea[name="note"]').fill('Essai : deux cousines.');
    await page.locator('input[name="_confirm"]').check();
    await press(page, '.form-end button[type="submit"]');
    await expectSays(page, 'Undone');

    await page.goto(`${chosen}/steps/reopen`);
    await page.locator('textarea[name="note"]').fill('Essai : deux cousines.');
    await page.locator('input[name="_confirm"]').check();
    await press(page, '.form-end button[type="submit"]');
    await expectSays(page, 'To be looked at');

    const other = await open({ role: 'administrator', language });
    await other.goto(`/${language}/person-pairs/figures`);
    await expectSays(other, 'Expected and observed');
    await look(other, 'duplicate-figures', { telephone: true });
    assert.ok(!(await other.locator('main').innerText()).includes(say(language, 'Is this one person?')));
  });

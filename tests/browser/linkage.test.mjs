// Two agencies look for their common cases: an officer agrees with a partner, a supervisor begins a search by files,
// takes in a file that is refused, and decides about a common case.  Once in French with scripts, once in Arabic
// without.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from './harness.mjs';
import { expectSays, leave, look, press, say, section } from './steps.mjs';

/** Looks again until the page says this. */
async function until(page, message) {
  const wanted = say(page.language, message);
  for (let turn = 0; turn < 100; turn++) {
    if ((await page.locator('main').innerText()).includes(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await page.reload();
  }
  assert.fail(`${page.url()} never says ${message}`);
}

for (const [language, javaScript] of [['fr', true], ['ar', false]])
  test(`common cases are looked for with a partner, ${language}`, async ({ open }) => {
    const officer = await open({ role: 'data_protection', language, javaScript });
    const eyes = async (page, name) => {
      const role = page === officer ? 'data_protection' : 'supervisor';
      const watcher = javaScript ? page : await open({ role, language });
      if (watcher !== page) await watcher.goto(page.url());
      await look(watcher, name, { telephone: true });
    };
    await officer.goto(`/${language}/`);
    await section(officer, '/linkage-partners');
    await eyes(officer, 'linkage-partners');
    await press(officer, `a[href="/${language}/linkage-partners/new"]`);
    const fill = (name, value) => officer.locator(`[name="${name}"]`).fill(value);
    await fill('name', `Partenaire d’essai ${language}`);
    await fill('agreement', 'Accord inventé pour un essai.');
    await officer.locator('select[name="recipient"]').selectOption('partner');
    await fill('partner_key', 'zz');
    await fill('slots', '4096');
    await fill('quota', '3');
    await officer.locator('input[name="active"][value="yes"]').check();
    await press(officer, '#page-form .form-end button.btn-primary');
    await expectSays(officer, 'A key is 64 digits and letters from a to f.');
    await eyes(officer, 'linkage-partner-refused');
    await fill('partner_key', (language === 'fr' ? 'ab' : 'cd').repeat(32));
    await press(officer, '#page-form .form-end button.btn-primary');
    await expectSays(officer, 'Our key');
    assert.match(await officer.locator('main code').innerText(), /^[0-9a-f]{64}$/);
    await eyes(officer, 'linkage-partner');
    assert.equal(await officer.locator('form[action*="/linkage-partners/"]').count(), 0, 'who agrees does not search');
    const address = officer.url();

    const page = await open({ role: 'supervisor', language, javaScript });
    await page.goto(address);
    await press(page, 'form[action*="/linkage-partners/"] button');
    await until(page, 'Send this file to the partner, and take their answer in here.');
    await eyes(page, 'linkage-run');
    const file = page.locator('a[href$="/file"]');
    const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
    const bytes = readFileSync(await download.path());
    assert.equal(bytes.length, 240 + 4096 * 32 + 64, 'every file is of one size');
    assert.equal(bytes.subarray(0, 8).toString(), 'SANADLNK');
    await press(page, `a[href="/${language}/linkage-runs/files"]`);
    bytes[300] ^= 1;
    await page.locator('input[name="file"]').setInputFiles({
      name: 'x.link', mimeType: 'application/octet-stream', buffer: bytes,
    });
    await press(page, '#page-form .form-end button');
    await expectSays(page, 'This is no file of a search for common cases, or it was damaged.');
    await eyes(page, 'linkage-file-refused');

    await page.goto(`/${language}/`);
    await section(page, '/linkage-matches');
    await eyes(page, 'linkage-matches');
    const names = await page.locator('main').innerText();
    assert.match(names, /PER-/, 'numbers of ours');
    await press(page, 'main table tbody a');
    await expectSays(page, 'What now');
    await eyes(page, 'linkage-match');
    await press(page, 'a[href$="/edit"]');
    await page.locator('select[name="decision"], input[name="decision"][value="nothing"]').first().evaluate((node) => {
      if (node.tagName === 'SELECT') node.value = 'nothing'; else node.checked = true;
    });
    await press(page, '#page-form .form-end button.btn-primary');
    await expectSays(page, 'Nothing to do');
    await leave(page, () => page.goto(`/${language}/linkage-runs`));
    await expectSays(page, 'Searches for common cases');
    await eyes(page, 'linkage-runs');
  });

// A spreadsheet of a mission becomes persons and is undone again; once in French with scripts, once in Arabic without.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { expectSays, leave, look, press, say } from './steps.mjs';

/** Names that nobody else in the mission has, and headings: columns are remembered by them. */
const list = (mark) => [
  'Réf;Nom;Prénom;Né le;Nationalité;Téléphone;Consentement;Moyen;Langue de l’explication;' + mark,
  `${mark}1;KEITA${mark};Fatou;12/03/1995;Guinée;0661234567;05/01/2022;signed;fra`,
  `${mark}2;SOW${mark};Ali;01/01/1990;Sénégal;;15/01/2022;signed;fra`,
  `${mark}3;BAH${mark};Awa;;Atlantide;;;;`,
].join('\r\n');

async function choose(page, column, target) {
  await page.locator(`select[name="to.${column}"]`).selectOption(target);
}

/** Waits, looking again, until the page says so. */
async function until(page, message) {
  for (let turn = 0; turn < 100; turn++) {
    if ((await page.locator('.page-head .badge').innerText()).trim() === say(page.language, message)) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await page.goto(page.url().replace(/\?.*/, ''));
  }
  assert.fail(`${page.url()} never says ${message}`);
}

for (const [language, javaScript] of [['fr', true], ['ar', false]])
  test(`a spreadsheet is imported and undone, ${language}`, async ({ open }) => {
    const page = await open({ role: 'supervisor', language, javaScript });
    const eyes = javaScript ? page : await open({ role: 'supervisor', language });
    const lookAt = async (name) => {
      if (eyes !== page) await eyes.goto(page.url());
      await look(eyes, name, { telephone: true });
    };
    await page.goto(`/${language}/imports`);
    await press(page, '.page-head a.btn-primary');
    await lookAt('import-new');
    await page.locator('input[name="kind"][value="persons"]').check();
    await page.locator('input[name="file"]').setInputFiles({
      name: 'liste.csv', mimeType: 'text/csv', buffer: Buffer.from(list(`Z${language}`.toUpperCase())),
    });
    await press(page, 'main form button[type="submit"]');
    await expectSays(page, 'What the columns are');
    await press(page, 'main #page-form button[type="submit"]');
    assert.match(await page.locator('.error-summary').innerText(), /Né le/, 'what 1 January means has to be said');
    await choose(page, 7, 'consent_means');
    await choose(page, 8, 'consent_language');
    await page.locator('select[name="order.3"]').selectOption('1');
    await page.locator('select[name="january.3"]').selectOption('2');
    await page.locator('select[name="order.6"]').selectOption('1');
    if (javaScript) await look(page, 'import-columns', { telephone: true });
    await press(page, 'main #page-form button[type="submit"]');
    await until(page, 'Checked: nothing stored yet');
    assert.match(await page.locator('main').innerText(), /Atlantide/, 'the line with a country that is none is named');
    await lookAt('import-checked');
    await press(page, 'main form[action$="/store"] button');
    await until(page, 'Stored');
    await lookAt('import-stored');
    await leave(page, () => page.locator('main form[action$="/undo"] button').click());
    await until(page, 'Undone');
    await page.goto(`/${language}/imports`);
    await lookAt('imports');
  });

for (const language of ['fr', 'ar'])
  test(`a spreadsheet changes who is there and gives back what stood there, ${language}`, async ({ open }) => {
    const page = await open({ role: 'supervisor', language });
    await page.goto(`/${language}/persons`);
    const path = await page.locator('main tbody a').first().getAttribute('href');
    await page.goto(path);
    const number = (await page.locator('.person-head .number').first().innerText()).trim();
    await page.goto(`/${language}/imports/new`);
    await page.locator('input[name="kind"][value="persons"]').check();
    const telephone = language === 'fr' ? '0699999901' : '0699999902';
    await page.locator('input[name="file"]').setInputFiles({
      name: 'telephones.csv', mimeType: 'text/csv',
      buffer: Buffer.from(`Numéro;Téléphone\r\n${number};${telephone}\r\n`),
    });
    await press(page, 'main form button[type="submit"]');
    assert.equal(await page.locator('select[name="to.0"]').inputValue(), 'row_number');
    await press(page, 'main #page-form button[type="submit"]');
    await until(page, 'Checked: nothing stored yet');
    await expectSays(page, 'Lines that change a row');
    assert.match(await page.locator('main').innerText(), new RegExp(telephone), 'what changes is shown');
    await look(page, 'import-changes', { telephone: true });
    await press(page, 'main form[action$="/store"] button');
    await until(page, 'Stored');
    const run = page.url();
    await page.goto(path);
    assert.match(await page.locator('main').innerText(), new RegExp(telephone));
    await page.goto(run);
    await leave(page, () => page.locator('main form[action$="/undo"] button').click());
    await until(page, 'Undone');
    await page.goto(path);
    assert.doesNotMatch(await page.locator('main').innerText(), new RegExp(telephone));
  });

test('everything that may be read is exported', async ({ open }) => {
  const page = await open({ role: 'supervisor' });
  await page.goto('/fr/exports');
  await look(page, 'exports', { telephone: true });
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('main a.btn-primary').click()]);
  assert.match(file.suggestedFilename(), /^sanad-\d{4}-\d\d-\d\d\.zip$/);
});

for (const language of ['fr', 'ar'])
  test(`a large file goes on after the line was cut, ${language}`, async ({ open }) => {
    const page = await open({ role: 'supervisor', language });
    page.expectTrouble(/Failed to fetch|net::ERR|beforeunload/); // who leaves a half-sent form is asked
    const mark = language === 'fr' ? 'LIGNE' : 'SILK';
    const lines = ['Nom;Prénom;Nationalité;Note'];
    for (let at = 0; at < 9000; at++) lines.push(`${mark}${at};Awa;Guinée;${'x'.repeat(80)}`);
    const file = { name: 'grande.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) };
    const choose_file = async () => {
      await page.goto(`/${language}/imports/new`);
      await page.locator('input[name="kind"][value="persons"]').check();
      await page.locator('input[name="file"]').setInputFiles(file);
    };
    /* the first piece goes through, then the line is away; its answer is lost too */
    let sent = 0;
    let whole = 0;
    await page.route('**/imports/uploads/**', async (route) => {
      if (route.request().method() !== 'POST') return route.abort();
      sent += 1;
      if (sent > 1) return route.abort();
      await route.fetch();
      return route.abort();
    });
    await choose_file();
    await page.locator('main form button[type="submit"]').click();
    await page.locator('[data-pieces-progress]:visible').waitFor();
    const waiting = say(language, 'No line: {1} sent. It goes on as soon as the line is back; you may also come back '
      + 'within a day and choose the same file.').split('{1}')[0].trim();
    await page.waitForFunction((words) => document.querySelector('[data-pieces-progress] output').textContent
      .startsWith(words), waiting, { timeout: 20_000 });
    await look(page, 'import-cut', { telephone: true });
    /* the page is closed, the same file chosen again: what is there is not sent once more */
    await page.unroute('**/imports/uploads/**');
    await page.route('**/imports/uploads/**', (route) => {
      whole += route.request().method() === 'POST' ? 1 : 0;
      return route.continue();
    });
    await leave(page, () => page.goto(`/${language}/imports`));
    await choose_file();
    await page.locator('main form button[type="submit"]').click();
    await page.waitForURL(/imports\/[0-9a-f-]{36}$/, { timeout: 60_000 });
    await expectSays(page, 'What the columns are');
    assert.equal(whole, Math.ceil(file.buffer.length / (256 * 1024)) - 1, 'the first piece was kept');
    assert.match(await page.locator('main').innerText(), /9[\s\u202f.,٬]?000/);
  });

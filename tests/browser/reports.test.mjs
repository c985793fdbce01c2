// The manager's figures; and a donor's report from its plan to its correction, by two people.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { day, expectSays, expectState, leave, look, press, save, say, section, write } from './steps.mjs';

const YEAR = 'from=2022-01-01&to=2022-12-31';
const PARTS = ['summary', 'progress', 'deviations', 'risks'];

/** Takes a step from the card that offers it. */
async function step(page, action, values = {}) {
  await press(page, `main a[href$="/steps/${action}"]`);
  await save(page, values);
}

const offers = (page, action) => page.locator(`main a[href$="/steps/${action}"]`).count();

for (const language of ['fr', 'ar']) {
  test(`how the programme goes, ${language}`, async ({ open }) => {
    const page = await open({ role: 'programme_manager', language });
    await page.goto(`/${language}/`);
    await section(page, '/programme-figures');
    await page.goto(`/${language}/programme-figures?${YEAR}`);
    const panels = page.locator('figure.figure');
    assert.ok(await panels.count() >= 7);
    assert.ok(await page.locator('svg .chart-tile-5').count() > 0, 'the country most returned to is darkest');
    for (const summary of await page.locator('main details:not([open]) > summary').all()) await summary.click();
    await look(page, 'programme', { telephone: true });
    const all = Number((await page.locator('.figures strong').first().innerText()).replace(/\D/g, ''));
    await page.locator('main form [name="nationality"]').selectOption('SEN');
    await press(page, 'main form button[type="submit"]');
    const some = Number((await page.locator('.figures strong').first().innerText()).replace(/\D/g, ''));
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
    const analyst = await open({ role: 'analyst', language });
    await analyst.goto(`/${language}/programme-figures?${YEAR}&nationality=SEN`);
    assert.equal(await analyst.locator('main form select').count(), 0);
    await look(analyst, 'programme-protected');
  });

  test(`a donor's report, ${language}`, async ({ open }) => {
    const page = await open({ role: 'programme_manager', language });
    await page.goto(`/${language}/`);
    await section(page, '/donor-reports');
    await look(page, 'donor-reports', { telephone: true });
    await page.goto(`/${language}/donor-reports/new`);
    const grant = await page.locator('[name="donor_grant"]').first().evaluate((element) =>
      element.tagName === 'SELECT' ? element.options[element.options.length - 1].value : element.value);
    await save(page, {
      donor_grant: grant, kind: 'progress', period_from: language === 'fr' ? '01/01/2022' : '01/02/2022',
      period_to: '31/12/2022', due_on: day(40),
    });
    const report = new URL(page.url()).pathname;
    await step(page, 'begin');
    assert.equal(await offers(page, 'submit'), 0, 'what is missing is said, not offered');
    for (const part of PARTS) {
      await page.goto(`${report}?in=fr`);
      const place = page.locator(`#part-${part}`);
      await place.locator('summary').click();
      await write(place, { body: 'Texte de l’épreuve.\nDeuxième ligne.' });
      await press(page, place.locator('button[type="submit"]'));
    }
    await press(page, `main a[href*="${report}/values/"]`);
    await look(page, 'donor-report-value');
    await save(page, { value: '51', counted_on: day(), source: 'Enquête de l’épreuve.' });
    await look(page, 'donor-report-draft', { telephone: true });
    await step(page, 'submit');
    await expectState(page, 'In review');
    assert.equal(await offers(page, 'approve'), 0, 'nobody reviews an own report');
    assert.equal(await page.locator('main textarea').count(), 0, 'what is reviewed is not changed');

    const other = await open({ role: 'finance_releaser', language });
    await other.goto(report);
    await step(other, 'approve');
    await expectState(other, 'Ready to be sent');
    await page.goto(report);
    await step(page, 'send', { sent_on: day(), _confirm: 'yes' });
    await expectState(page, 'Sent');
    await look(page, 'donor-report-sent', { telephone: true });
    for (const tag of ['fr', 'ar', 'en']) {
      const paper = await page.request.get(`${report}/report.pdf?in=${tag}`);
      assert.equal(paper.status(), 200);
      assert.equal((await paper.body()).subarray(0, 5).toString(), '%PDF-');
      const book = await page.request.get(`${report}/report.xlsx?in=${tag}`);
      assert.equal((await book.body()).subarray(0, 2).toString(), 'PK');
    }
    await step(page, 'correct', { correction: 'Un nombre était faux.' });
    await page.goto(`/${language}/donor-reports?state=drafting`);
    await leave(page, () => page.locator('main tbody a').last().click());
    await expectSays(page, 'Replaces');
    assert.ok(say(language, 'Replaces').length > 0);
  });
}

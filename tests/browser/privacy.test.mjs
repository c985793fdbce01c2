// Data protection: a file of another office opened in an emergency, its review, the log in plain words, a request with
// its answer, and two people who destroy what is due.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { day, expectSays, look, press, save, say, send } from './steps.mjs';

/** The number and address of a person of another office than Rabat, as the supervisor sees them. */
async function somebodyElsewhere(open, language, skip) {
  const page = await open({ role: 'supervisor', language });
  await page.goto(`/${language}/persons`);
  const office = await page.locator('select[name="office"] option').evaluateAll((options) =>
    options.find((option) => option.value && !/Rabat|الرباط/.test(option.textContent)).value);
  await page.goto(`/${language}/persons?office=${office}`);
  const row = page.locator('main tbody tr').nth(skip);
  const path = await row.locator('a').first().getAttribute('href');
  await page.goto(path);
  const number = await page.locator('.person-head .number').first().innerText();
  return { path, number: number.trim() };
}

for (const [index, language] of ['fr', 'ar'].entries()) {
  test(`a glass is broken and reviewed, ${language}`, async ({ open }) => {
    const { path, number } = await somebodyElsewhere(open, language, index);
    const page = await open({ role: 'caseworker', language });
    await page.goto(`/${language}/why`);
    await page.fill('#number', number);
    await page.locator('main button[type="submit"]').click();
    await expectSays(page, 'The file belongs to an office in which you hold no role.');
    await look(page, 'privacy-why', { telephone: true });
    await press(page, 'main a[href$="/broken-glass/new"]');
    await look(page, 'privacy-glass-new', { telephone: true });
    await send(page, { asked: number });
    await look(page, 'privacy-glass-refused');
    await send(page, { reason: 'danger', explanation: 'Malaise au guichet.' });
    assert.equal(new URL(page.url()).pathname, path);
    assert.ok((await page.locator('.broken-glass').innerText())
      .includes(say(language, 'You are reading a file that is not yours.')));
    await look(page, 'privacy-glass-open', { telephone: true });

    const officer = await open({ role: 'data_protection', language });
    await officer.goto(`${path}/access-log`);
    await look(officer, 'privacy-log', { telephone: true });
    await officer.goto(`/${language}/broken-glass?state=open`);
    await officer.locator('main tbody a').first().click();
    await look(officer, 'privacy-glass', { telephone: true });
    await press(officer, 'main a[href$="/steps/condemn"]');
    await send(officer, {});
    await look(officer, 'privacy-condemn-refused');
    await save(officer, { measures: 'Rappel des règles.' });
    await expectSays(officer, 'Not justified');
    const answer = await page.goto(path);
    assert.equal(answer.status(), 404);
  });

  test(`a request about data is answered, ${language}`, async ({ open }) => {
    const { path } = await somebodyElsewhere(open, language, 4 + index);
    const officer = await open({ role: 'data_protection', language });
    await officer.goto(`/${language}/privacy`);
    await look(officer, 'privacy-home', { telephone: true });
    await officer.goto(`${path}/data-requests/new`);
    await look(officer, 'privacy-request-new', { telephone: true });
    await save(officer, {
      kind: 'access', received_on: day(), means: 'present', language, asked_by: 'self', identity_checked: 'yes',
      asked: 'Veut voir ses données.',
    });
    await look(officer, 'privacy-request', { telephone: true });
    const copy = officer.locator('main form[action$="/copy"] button');
    await copy.click();
    await expectSays(officer, 'The copy is being made. It will stand among the files below in a moment.');
    await press(officer, 'main a[href$="/steps/answer"]');
    await save(officer, { outcome: 'granted', answer: 'Voici la copie.' });
    await expectSays(officer, 'Answered');
    await look(officer, 'privacy-answered');
  });
}

test('what is kept too long goes when two agree', async ({ open }) => {
  const officer = await open({ role: 'data_protection', language: 'fr' });
  await officer.goto('/fr/retention-proposals?state=proposed');
  await look(officer, 'privacy-proposals', { telephone: true });
  await officer.locator('main tbody a').first().click();
  const proposal = new URL(officer.url()).pathname;
  await look(officer, 'privacy-proposal', { telephone: true });
  await press(officer, 'main a[href$="/steps/keep"]');
  await save(officer, { kept_until: day(400), note: 'Un recours reste possible.' });
  await officer.goto(proposal);
  await expectSays(officer, 'Kept for now');
});

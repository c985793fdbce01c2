// Forms in bad weather: another language in the middle, two clicks, a lost session, a colleague who was faster, no
// mouse, no scripts; and the ways to a person and a case.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import {
  agree, counsel, day, expectSays, expectState, leave, look, press, receive, save, say, screen, send, take, write,
  written,
} from './steps.mjs';

/** A person who agreed to be assisted, made by reception: her address and, with `file`, that of her case. */
async function makePerson(open, family, { language = 'fr', file = false } = {}) {
  const page = await open({ role: 'reception', language });
  const person = await receive(page, { family_name: family, given_names: 'Épreuve', nationality: 'SEN' });
  await agree(page, 'data');
  if (!file) return { person };
  await page.goto(`/${language}${person}/consents/new`);
  await agree(page, 'assistance');
  const caseworker = await open({ role: 'caseworker', language });
  await caseworker.goto(`/${language}${person}/edit`);
  await save(caseworker, { sex: 'M', birth: '1991' });
  await press(caseworker, 'main a[href*="/return-cases/new"]');
  await save(caseworker, { channel: 'telephone', asylum_claim: 'no' });
  return { person, file: new URL(caseworker.url()).pathname.slice(3), page: caseworker };
}

test('a form keeps what was typed when the language changes', async ({ open }) => {
  const { person } = await makePerson(open, 'Langueval');
  const page = await open({ role: 'caseworker' });
  await page.goto(`/fr${person}/edit`);
  const typed = { birth_place: 'Ziguinchor', sex: 'F', birth: '31/02', address: 'سلا، حي الانبعاث' };
  await write(page.locator('#page-form'), typed);
  await press(page, '.languages [lang="ar"]');
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
  assert.equal(await written(page, 'birth_place'), 'Ziguinchor');
  assert.equal(await written(page, 'birth'), '31/02');
  assert.equal(await written(page, 'address'), 'سلا، حي الانبعاث');
  assert.ok(await page.locator('#page-form [name="sex"][value="F"]').isChecked());
  page.language = 'ar';
  await look(page, 'form-language-changed');
  await press(page, '.languages [lang="en"]');
  page.language = 'en';
  await save(page, { birth: '1996' });
  await page.goto(`/fr${person}`);
  assert.ok((await page.locator('main').innerText()).includes('Ziguinchor'));
});

test('usual languages stand first, the others open without scripts, Latin text stays beside its label', async ({
  open,
}) => {
  const { person } = await makePerson(open, 'Languesrares');
  const page = await open({ role: 'caseworker', language: 'ar', javaScript: false });
  await page.goto(`/ar${person}/edit`);
  const shown = () => page.locator('[name="languages"]:visible').count();
  assert.ok(await shown() <= 12, `${await shown()} check boxes are shown at once`);
  await page.locator('details.choices-more summary').click();
  assert.ok(await shown() > 30);
  await page.locator('[name="languages"][value="urd"]').check();
  await write(page.locator('#page-form'), { birth_place: 'Ziguinchor', address: 'Près de la gare' });
  for (const name of ['birth_place', 'address'])
    assert.equal(await page.locator(`[name="${name}"]`).evaluate((one) => getComputedStyle(one).textAlign), 'right');
  await press(page, '#page-form .form-end button[type="submit"]');
  await page.goto(`/ar${person}/edit`);
  assert.ok(await page.locator('[name="languages"][value="urd"]').isVisible(), 'what was chosen is not folded away');
  assert.ok(await page.locator('[name="languages"][value="urd"]').isChecked());
});

test('a form sent by a double click is stored once', async ({ open }) => {
  const { person } = await makePerson(open, 'Doublard');
  const page = await open({ role: 'caseworker' });
  const sent = [];
  page.on('request', (request) => { if (request.method() === 'POST') sent.push(request.url()); });
  for (const javaScript of [true, false]) {
    const one = javaScript ? page : await open({ role: 'caseworker', javaScript });
    await one.goto(`/fr${person}/documents/new`);
    await write(one.locator('#page-form'), { kind: 'other', document_number: `D-${javaScript}` });
    await leave(one, () => one.locator('#page-form button[type="submit"]').dblclick({ noWaitAfter: true }));
    await one.waitForURL((url) => url.pathname === `/fr${person}`);
  }
  assert.equal(sent.length, 1, 'the script sends one of two clicks');
  await page.goto(`/fr${person}`);
  assert.equal(await page.getByText('D-true', { exact: true }).count(), 1);
  assert.equal(await page.getByText('D-false', { exact: true }).count(), 1);
});

for (const language of ['fr', 'ar'])
  test(`a session lost in the middle of a form gives the form back, ${language}`, async ({ open }) => {
    const { person } = await makePerson(open, `Sessiondel ${language}`);
    const page = await open({ role: 'caseworker', language, fresh: true });
    await page.goto(`/${language}${person}/edit`);
    await write(page.locator('#page-form'), { birth_place: 'Labé', education: 'vocational' });
    await page.context().clearCookies();
    await press(page, '#page-form button[type="submit"]');
    await expectSays(page, 'Your session has ended. What you typed is kept: sign in and it is shown again.');
    await look(page, 'sign-in-again');
    const { login, password } = page.account;
    await page.locator('input[name="login"]').fill(login);
    await page.locator('input[name="password"]').fill(password);
    await press(page, '#page-form button[type="submit"]');
    assert.equal(await written(page, 'birth_place'), 'Labé');
    assert.ok(await page.locator('#page-form [name="education"]').evaluateAll((all) =>
      all.some((one) => (one.tagName === 'SELECT' || one.checked) && one.value === 'vocational')));
    await save(page);
    assert.ok((await page.locator('main').innerText()).includes('Labé'));
  });

for (const language of ['fr', 'ar'])
  test(`two people changed the same person: both values are shown, ${language}`, async ({ open }) => {
    const { person } = await makePerson(open, `Simultanel ${language}`);
    const slow = await open({ role: 'caseworker', language });
    await slow.goto(`/${language}${person}/edit`);
    const fast = await open({ role: 'supervisor', language });
    await fast.goto(`/${language}${person}/edit`);
    await save(fast, { birth_place: 'Mamou', address: 'Hay Mohammadi' });
    await send(slow, { birth_place: 'Dalaba', education: 'higher' });
    const main = await slow.locator('main').innerText();
    assert.ok(main.includes('Mamou') && main.includes('Dalaba'), 'both values are there to choose from');
    await look(slow, 'form-stale', { telephone: true });
    await slow.locator('input[name="_keep_birth_place"][value="theirs"]').check();
    await press(slow, '#page-form button[type="submit"]');
    const saved = await slow.locator('main').innerText();
    assert.ok(saved.includes('Mamou') && !saved.includes('Dalaba'), 'the value chosen');
    assert.ok(saved.includes('Hay Mohammadi'), 'what only the other changed stays');
    assert.ok(saved.includes(say(language, 'Higher education')), 'what only this one changed is saved');
  });

test('leaving a form asks only when something was typed', async ({ open }) => {
  const { person } = await makePerson(open, 'Quittel');
  const page = await open({ role: 'caseworker' });
  page.expectTrouble(/^asked: beforeunload/);
  await page.goto(`/fr${person}/edit`);
  await page.locator('[name="birth_place"]').click();
  await press(page, '.form-end a');
  assert.deepEqual(page.questions, []);
  await page.goto(`/fr${person}/edit`);
  await page.locator('[name="birth_place"]').pressSequentially('Kita');
  await press(page, '.form-end a');
  assert.deepEqual(page.questions, ['beforeunload']);
});

test('a withdrawal stops everything', async ({ open }) => {
  const { person, file, page } = await makePerson(open, 'Retraitel', { file: true });
  await take(page, 'register');
  await screen(open, file);
  await page.reload();
  await counsel(page, file);
  await take(page, 'counsel');
  await take(page, 'consent', { declared_on: day(), declaration_means: 'signed' });
  await press(page, '.page-head a[href$="/edit"]');
  await save(page, { lacks_means: 'yes', previously_assisted: 'no', capacity_doubt: 'no', asylum_claim: 'no' });
  const supervisor = await open({ role: 'supervisor' });
  await supervisor.goto(`/fr${file}`);
  await take(supervisor, 'approve', { decision_note: 'Copie signée à scanner.' });
  await page.goto(`/fr${file}`);
  await press(page, `main a[href$="${file}/items/new"]`);
  const line = page.locator('#page-form [name="budget_line"]:not([type="hidden"])');
  if (await line.first().evaluate((element) => element.tagName === 'SELECT')) await line.selectOption({ index: 1 });
  else await line.first().check();
  await save(page, { category: 'training', modality: 'referral', amount: ['500', 'NOK'], instalment: '1' });
  await press(page, '.page-head a[href$="/steps/withdraw"]');
  await look(page, 'step-withdraw', { telephone: true });
  await send(page); // neither why nor the second yes
  assert.equal(await page.locator('.field-error:visible').count(), 2);
  await save(page, { note: 'Elle reste au Maroc.', _confirm: 'yes' });
  await expectState(page, 'Withdrawn by the person');
  await look(page, 'case-withdrawn');
  const cancelled = say('fr', 'Cancelled');
  const text = await page.locator('main').innerText();
  assert.ok(text.includes(cancelled), 'preparations and items are cancelled');
  assert.equal(await page.locator('.page-head a[href*="/steps/book"], form[action*="/steps/settle"]').count(), 0);
  const operations = await open({ role: 'operations' });
  await operations.goto(`/fr${file}`);
  assert.equal(await operations.locator('main form').count(), 0, 'nothing is left for operations to settle');
  await operations.goto('/fr/');
  assert.ok(!(await operations.locator('main').innerText()).includes('Retraitel'), 'no task is left');
  assert.ok(person);
});

test('the number of a case in the search opens the case', async ({ open }) => {
  const page = await open({ role: 'caseworker' });
  await page.goto('/fr/return-cases');
  const link = page.locator('tbody a.number').first();
  const number = (await link.innerText()).trim();
  const path = await link.getAttribute('href');
  await page.locator('.bar-search [name="query"]').fill(` ${number.toLowerCase()} `);
  await leave(page, () => page.locator('.bar-search [name="query"]').press('Enter'));
  if (new URL(page.url()).pathname !== path) await press(page, `#results a[href="${path}"]`);
  assert.equal(new URL(page.url()).pathname, path);
});

test('a keyboard alone reaches the main action and sees where it is', async ({ open }) => {
  const { file, page } = await makePerson(open, 'Clavierel', { file: true });
  await page.goto(`/fr${file}`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  let reached = false;
  for (let i = 0; i < 12 && !reached; i++) {
    await page.keyboard.press('Tab');
    reached = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      if (style.outlineStyle === 'none') throw new Error(`no ring around ${document.activeElement.outerHTML}`);
      return document.activeElement.matches('.btn-primary[href$="/steps/register"]');
    });
  }
  assert.ok(reached, 'the main action is within twelve tabs of the content');
  await leave(page, () => page.keyboard.press('Enter'));
  reached = false;
  for (let i = 0; i < 40 && !reached; i++) {
    await page.keyboard.press('Tab');
    reached = await page.evaluate(() => document.activeElement.matches('#page-form button[type="submit"].btn-primary'));
  }
  assert.ok(reached);
  await leave(page, () => page.keyboard.press('Enter'));
  await expectState(page, 'Registered');
});

for (const language of ['fr', 'ar'])
  test(`without scripts a person is received and a case opened, ${language}`, async ({ open }) => {
    const page = await open({ role: 'caseworker', language, javaScript: false });
    const name = { family_name: `Sanscript ${language}`, given_names: 'Épreuve' };
    const person = await receive(page, { ...name, nationality: 'MLI' });
    await agree(page, 'data');
    await page.goto(`/${language}${person}/edit`);
    await save(page, { sex: 'M', birth: '05/1988' });
    await press(page, 'main a[href*="/return-cases/new"]');
    await send(page, { channel: 'partner', received_on: '99/99/2026' });
    assert.ok(await page.locator('.error-summary').isVisible());
    await save(page, { received_on: day(), asylum_claim: 'no' });
    await take(page, 'register');
    await expectState(page, 'Registered');
  });

test('what a form lacks is said at once, also where nothing was chosen', async ({ open }) => {
  const { person } = await makePerson(open, 'Toutdirelle');
  const page = await open({ role: 'caseworker' });
  await page.goto(`/fr${person}/consents/new`);
  await send(page, { language: '' });
  assert.equal(await page.locator('.error-summary li').count(), 5, 'purpose, means, language, interpreter, explained');
  assert.ok(await page.locator('[name="purpose"]').first().isVisible());
});

test('a figure of an office opens the list of its cases', async ({ open }) => {
  const page = await open({ role: 'programme_manager' });
  await page.goto('/fr/figures?from=2022-01-01&to=2022-12-31');
  const panel = page.locator('.figure').filter({ hasText: say('fr', 'Returns by office') });
  await panel.locator('summary').click();
  const row = panel.locator('tbody tr').filter({ hasText: 'Oujda' });
  const figure = (await row.locator('td').first().innerText()).replace(/\D/g, '');
  await press(page, row.locator('a'));
  assert.ok((await page.locator('.chips').innerText()).includes('Oujda'));
  assert.equal((await page.locator('.list-head').innerText()).replace(/\D/g, ''), figure);
  await page.locator('details.filters summary').first().click();
  assert.equal(await page.locator('#filter-office option').count(), 7, 'all and six offices');
  const caseworker = await open({ role: 'caseworker' });
  await caseworker.goto(new URL(page.url()).pathname + new URL(page.url()).search);
  assert.equal(await caseworker.locator('main tbody tr').count(), 0, 'the cases of another office stay closed');
});

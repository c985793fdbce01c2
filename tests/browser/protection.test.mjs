// Behind the wall: a screening with two readers, a safety action, a child alone with a panel; and what a caseworker
// sees of all that.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import {
  agree, counsel, day, expectSays, expectState, look, press, receive, save, say, screen, send, take, write,
} from './steps.mjs';

const SECRET = 'Sequestrine dans une maison.'; // a word that no other page has

/** A case at "registered": its address. */
async function register(open, language, family, birth, guardian = null) {
  let page = await open({ role: 'reception', language });
  const person = await receive(page, { family_name: family, given_names: 'Épreuve', nationality: 'SEN' });
  await agree(page, 'data');
  page = await open({ role: 'caseworker', language });
  await page.goto(`/${language}${person}/edit`);
  await save(page, { sex: 'F', birth });
  if (guardian) {
    await page.goto(`/${language}${person}/relations/new`);
    await save(page, { kind: 'guardian', other: guardian });
  }
  await press(page, `main a[href="/${language}${person}/consents/new"]`);
  await agree(page, 'assistance', guardian ? { means: 'guardian' } : {});
  await page.goto(`/${language}${person}`);
  await press(page, 'main a[href*="/return-cases/new"]');
  await save(page, { channel: 'in_person', legal_status: 'irregular', asylum_claim: 'no' });
  await take(page, 'register');
  return { person, file: new URL(page.url()).pathname.slice(3), page };
}

for (const language of ['fr', 'ar']) {
  test(`a screening behind the wall, ${language}`, async ({ open }) => {
    const { file, page } = await register(open, language, `Muraillel ${language}`, '03/1996');
    const first = await open({ role: 'protection', language });
    await first.goto(`/${language}${file}`);
    await press(first, '.page-head a[href*="/screenings/"]');
    const screening = new URL(first.url()).pathname;
    await look(first, 'screening-new', { telephone: true });
    await press(first, '.page-head a[href$="/steps/sign"]');
    await look(first, 'screening-sign-missing');
    await first.goto(screening);
    await press(first, `main a[href$="/edit/interview"]`);
    await look(first, 'screening-interview', { telephone: true });
    const interview = { interviewed_on: day(), language: 'fra', interpreter: 'no', interview_note: 'Seule, au calme.' };
    await save(first, interview);
    await press(first, `main a[href$="/edit/vulnerability"]`);
    await look(first, 'screening-vulnerability');
    await save(first, { priority_groups: ['trafficking'], level: 'high', level_reason: SECRET });
    await press(first, `main a[href$="/edit/trafficking"]`);
    await look(first, 'screening-trafficking', { telephone: true });
    await save(first, {
      acts: ['act_recruited'], means: ['means_documents'], purposes: ['purpose_domestic'], decision: 'PRESUMED',
      decision_reason: SECRET, consent_to_refer: 'yes', retaliation_risk: 'high',
    });
    await expectSays(first, 'Act, means and purpose are marked.');
    await press(first, `main a[href$="/edit/consequences"]`);
    await save(first, { next_step: 'wait' });
    await press(first, 'main a[href$="/screening-factors/new"]');
    await look(first, 'screening-factor-new');
    await save(first, { factor: 'individual_history', direction: 'risk', context: SECRET });
    await press(first, 'main a[href$="/safety-actions/new"]');
    await send(first, { action: SECRET });
    await look(first, 'safety-refused');
    await write(first.locator('#page-form'), { due_at: `${day(1)} 18:00` });
    const owner = first.locator('#page-form [name="owner"]:not([type="hidden"])');
    if (await owner.first().evaluate((element) => element.tagName === 'SELECT')) await owner.selectOption({ index: 1 });
    else await owner.first().check();
    await save(first);
    await take(first, 'sign');
    await look(first, 'screening-signed', { telephone: true });
    await press(first, '.page-head a[href$="/steps/agree"]'); // one's own
    await expectSays(first, 'Somebody other than the first reader reads second');

    const second = await open({ role: 'protection_manager', language });
    await second.goto(`/${language}/`);
    await look(second, 'protection-manager-work');
    await second.goto(screening);
    await take(second, 'agree');
    await look(second, 'screening-decided', { telephone: true });
    await second.goto(`${screening}/history`);
    await look(second, 'screening-history');
    await second.goto(`/${language}/screenings`);
    await look(second, 'screenings', { telephone: true });

    await page.goto(`/${language}${file}`);
    await expectState(page, 'Registered');
    await expectSays(page, 'Wait: protection has not finished');
    await look(page, 'case-waits-for-protection', { telephone: true });
    const shown = await page.content();
    assert.ok(!shown.includes(SECRET) && !shown.includes('/screenings/'), 'the caseworker learns the outcome alone');
    const answer = await page.goto(screening);
    assert.ok([403, 404].includes(answer.status()));
    assert.ok(!(await page.content()).includes(SECRET));
  });

  test(`the manager of protection approves an assessment, ${language}`, async ({ open }) => {
    const page = await open({ role: 'protection_manager', language });
    await page.goto(`/${language}/`);
    await press(page, page.locator('main a[href*="/screenings/"]').filter({
      hasText: say(language, 'Approve the assessment of a screening') }).first());
    const screening = new URL(page.url()).pathname;
    await expectState(page, 'Signed by its readers');
    await look(page, 'screening-to-approve', { telephone: true });
    await press(page, '.page-head a[href$="/steps/reject"]');
    await look(page, 'screening-reject', { telephone: true });
    await page.goto(screening);
    if (language === 'ar') {
      await take(page, 'reject', { approval_comment: 'اسألوا عن المشغل.', _confirm: 'yes' });
      await expectState(page, 'Reopened');
    } else {
      await take(page, 'approve', { approval_comment: 'Lu et approuvé.' });
      await expectState(page, 'Assessment approved');
    }
    await expectSays(page, 'What the manager of protection says');
    await look(page, 'screening-answered', { telephone: true });
    const reader = await open({ role: 'protection', language });
    await reader.goto(screening);
    assert.equal(await reader.locator('.page-head a[href$="/steps/approve"]').count(), 0, 'a reader approves nothing');
  });

  test(`a child alone leaves with a panel's decision only, ${language}`, async ({ open }) => {
    const reception = await open({ role: 'reception', language });
    const guardian = await receive(reception,
      { family_name: `Tutelline ${language}`, given_names: 'Épreuve', nationality: 'SEN' });
    await reception.goto(`/${language}${guardian}`);
    const number = (await reception.locator('.person-head .number').first().innerText()).trim();
    const born = `05/${new Date().getFullYear() - 14}`;
    const { file, page } = await register(open, language, `Enfantel ${language}`, born, number);
    await screen(open, file, language, { vulnerability: { priority_groups: ['child_alone'] } });
    await page.goto(`/${language}${file}`);
    await counsel(page, file);
    await take(page, 'counsel');
    await press(page, '.page-head a[href$="/steps/consent"]');
    await expectSays(page, 'What is best for the child was decided, and it holds on this day');
    await look(page, 'child-consent-missing', { telephone: true });

    const officer = await open({ role: 'protection', language });
    await officer.goto(`/${language}${file}`);
    await press(officer, '.page-head a[href*="/child-files/"]');
    const child = new URL(officer.url()).pathname;
    const parts = {
      situation: { status: 'unaccompanied', urgent: 'no' },
      assessment: { assessed_on: day(), child_views: 'Rentrer.' },
      parents: { parents_consent: 'given', parents_consent_on: day() },
      guardian: {
        guardian_designated_by: 'Tribunal', guardian_designated_on: day(), care_arrangement: 'residential',
      },
      reception: { reception_confirmed_on: day(), reception_confirmed_by: 'Bureau de Dakar' },
    };
    for (const [part, values] of Object.entries(parts)) {
      await press(officer, `main a[href$="${child}/edit/${part}"]`);
      await save(officer, values);
    }
    await press(officer, 'main a[href$="/tracing-actions/new"]');
    await save(officer, { kind: 'telephone', asked_on: day(), outcome: 'successful', status: 'verified' });
    await look(officer, 'child-file', { telephone: true });
    await press(officer, 'main a[href$="/determinations/new"]');
    await save(officer, { meeting_on: day(), decision: 'return', valid_until: day(90), reasons: 'Tout pesé.' });
    const decision = new URL(officer.url()).pathname;
    await look(officer, 'determination-new', { telephone: true });
    await press(officer, `main a[href$="${decision}/edit/factors"]`);
    await look(officer, 'determination-factors', { telephone: true });
    await save(officer, {
      views: 'Oui.', family: 'Oui.', safety: 'Oui.', care_on_arrival: 'Oui.', health: 'Oui.', education: 'Oui.',
      duration_away: 'Oui.', special_needs: 'Non.',
    });
    for (const name of ['A', 'B', 'C']) {
      await press(officer, 'main a[href$="/panel-members/new"]');
      await save(officer,
        { name: `Membre ${name}`, organisation_name: 'Partenaire', undertaking_on: day(), present: 'yes' });
    }
    await take(officer, 'request');
    const manager = await open({ role: 'protection_manager', language });
    await manager.goto(decision);
    await take(manager, 'approve', { comment: 'D’accord.' });
    await expectState(manager, 'Approved');
    await look(manager, 'determination-approved', { telephone: true });

    await page.goto(`/${language}${file}`);
    await take(page, 'consent', { declared_on: day(), declaration_means: 'guardian' });
    await expectState(page, 'Consented');
  });
}

test('who knows the person lets another read', async ({ open }) => {
  const { person, file, page } = await register(open, 'fr', 'Parentel', '03/1990');
  await page.goto(`/fr${person}`);
  await press(page, 'main a[href*="/declared-links/new"]');
  await look(page, 'declared-link-new', { telephone: true });
  await press(page, '.form-end a');
  const manager = await open({ role: 'protection_manager' });
  await manager.goto(`/fr${person}`);
  await press(manager, 'main a[href*="/declared-links/new"]');
  await save(manager, { kind: 'relative' });
  await manager.goto('/fr/declared-links');
  await look(manager, 'declared-links');
  await manager.goto(`/fr${file}/screening`);
  await press(manager, '.page-head a[href$="/steps/sign"]');
  const text = say('fr', 'Whoever does this has declared no link with the person: otherwise ask a colleague to do it');
  assert.ok((await manager.locator('main').innerText()).includes(text));
});

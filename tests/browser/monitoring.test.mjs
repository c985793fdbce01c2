// After the return: a questionnaire gets a new version, a round is held page by page, and what the pictures show to
// whom.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { expectSays, expectState, look, press, save, send, take, write } from './steps.mjs';

/** The page's answers, sent by "go on". */
async function goOn(page, answers) {
  const form = page.locator('#page-form');
  await write(form, answers);
  await press(page, form.locator('button[name="go"][value="on"]'));
}

const ECONOMY = {
  situation: 'satisfied', meals_cut: 'rarely', could_borrow: 'no', borrows: '?unknown', debt_or_spending: 'no_debt',
  opportunities: 'fair', works: 'yes', owns: 'no', looks_for_work: 'yes',
};
const SERVICES = {
  housing_access: 'good', housing_quality: 'good', education_access: 'good', has_children: 'no', justice: '?refused',
  identity_document: 'yes', documents_access: 'good', water: 'good', health_access: 'fair', health_quality: 'fair',
  public_services: 'fair',
};
const PEOPLE = {
  activities: 'often', support: 'good', belongs: 'rather', safe: 'often', family_tension: 'never',
  discrimination: 'rarely', distress: 'rarely', wants_psychologist: 'no', can_stay: 'yes',
  what_matters: 'Un travail près de la famille.',
};

for (const language of ['fr', 'ar']) {
  test(`a questionnaire is built anew and published, ${language}`, async ({ open }) => {
    const page = await open({ role: 'programme_manager', language });
    await page.goto(`/${language}/questionnaires`);
    await look(page, 'questionnaires', { telephone: true });
    await page.goto(`/${language}/questionnaires?state=published&sort=-edition`);
    await press(page, 'main tbody a[href*="/questionnaires/"]');
    await look(page, 'questionnaire-in-use', { telephone: true });
    await press(page, 'main form[action$="/versions"] button');
    await expectState(page, 'Draft');
    const draft = new URL(page.url()).pathname;
    await look(page, 'questionnaire-draft', { telephone: true });
    await press(page, 'main a[href*="/questions/new"]');
    await look(page, 'question-new', { telephone: true });
    await send(page, { code: 'Majuscule', fr: 'Une question ?', kind: 'yes-no' });
    await look(page, 'question-refused');
    await write(page.locator('#page-form'), { code: `added_${language}`, ar: 'سؤال؟', en: 'A question?' });
    await save(page);
    await expectSays(page, 'Nothing is missing: it can be published.');
    await press(page, `main a[href="${draft}/preview"]`);
    await look(page, 'questionnaire-preview', { telephone: true });
    await page.goto(draft);
    await take(page, 'publish', { _confirm: 'yes' });
    await expectState(page, 'In use');
    await page.goto(`/${language}/questionnaires/new`);
    await look(page, 'questionnaire-new', { telephone: true });
  });

  test(`a round after the return is held by telephone, ${language}`, async ({ open }) => {
    const page = await open({ role: 'supervisor', language });
    await page.goto(`/${language}/monitoring-rounds?state=planned&occasion=month_1,month_3`);
    await look(page, 'rounds', { telephone: true });
    await press(page, 'main tbody a[href*="/monitoring-rounds/"]');
    const round = new URL(page.url()).pathname;
    await take(page, 'begin_early');
    await look(page, 'round', { telephone: true });
    await press(page, 'main a[href*="/interviews/new"]');
    await look(page, 'interview-new', { telephone: true });
    await save(page, { mode: 'telephone', language: 'fra', interpreter: 'no' });
    await look(page, 'interview-page', { telephone: true });
    // What has to be answered is asked for again, with what it leads to; nothing is lost.
    await goOn(page, { situation: 'satisfied', looks_for_work: 'yes' });
    await expectSays(page, 'Give an answer, or say that there is none.');
    await look(page, 'interview-page-missing', { telephone: true });
    assert.ok(await page.locator('[name="situation"][value="satisfied"]').isChecked());
    await goOn(page, { ...ECONOMY, why_look: ['no_work', 'pay'] });
    await goOn(page, SERVICES);
    await goOn(page, PEOPLE);
    await look(page, 'interview', { telephone: true });
    await expectState(page, 'Complete');
    await expectSays(page, 'Plain mean from 0 to 100, unweighted: not an official score.');
    const interview = new URL(page.url()).pathname;
    await press(page, '.page-head a[href$="/monitoring"]');
    assert.ok(await page.locator('svg polyline').count() >= 4, 'a picture for each score');
    await look(page, 'case-monitoring', { telephone: true });
    await page.goto(round);
    await expectState(page, 'Held');

    const manager = await open({ role: 'programme_manager', language });
    await manager.goto(interview);
    await expectSays(manager, 'What the person answered is seen by the caseworker of the case and the supervisor.');
    assert.ok(!(await manager.content()).includes('Un travail près'), 'the answers are not for everybody');
    const analyst = await open({ role: 'analyst', language });
    await analyst.goto(`/${language}/monitoring-figures`);
    await expectSays(analyst, 'Plain mean from 0 to 100, unweighted: not an official score.');
    await look(analyst, 'monitoring-figures', { telephone: true });
  });
}

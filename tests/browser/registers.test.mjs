// The registers of data protection: an incident that a caseworker reports and the officer closes, a processing that is
// filed, an agreement that is signed.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { day, expectSays, look, press, save, say, send } from './steps.mjs';

for (const language of ['fr', 'ar']) {
  test(`an incident is reported and closed, ${language}`, async ({ open }) => {
    const page = await open({ role: 'caseworker', language });
    await page.goto(`/${language}/incidents/new`);
    await look(page, 'incident-new', { telephone: true });
    await save(page, {
      kind: 'lost_device', noticed_at: `${day(-1)} 09:30`, what: 'Téléphone perdu dans le tramway.',
      categories: 'Numéros de dossier.', first_measures: 'Accès retiré.',
    });
    const path = new URL(page.url()).pathname;
    await expectSays(page, 'To be assessed');
    assert.equal(await page.locator('main a[href*="/steps/"]').count(), 0, 'who reports does not assess');

    const officer = await open({ role: 'data_protection', language });
    await officer.goto(path);
    const clock = await officer.locator('main').innerText();
    assert.ok(clock.includes(say(language, 'Proposed by this project')), 'nobody takes the clock for the law');
    await look(officer, 'incident', { telephone: true });
    await press(officer, 'main a[href$="/steps/assess"]');
    await send(officer, { risk: 'high', assessment: 'Adresses.', tell_authority: 'yes', tell_persons: 'no' });
    await look(officer, 'incident-assess-refused', { telephone: true });
    await save(officer, { risk: 'high', assessment: 'Adresses.', tell_authority: 'yes', tell_persons: 'yes' });
    await expectSays(officer, 'The authority was told, as was decided');
    for (const [step, fields] of [['tell_authority', { authority_on: day() }], ['tell_persons', { persons_on: day() }],
      ['close', { lessons: 'Écran verrouillé.' }]]) {
      await press(officer, `main a[href$="/steps/${step}"]`);
      await save(officer, fields);
    }
    await expectSays(officer, 'Closed');
  });

  test(`a processing is filed and a transfer signed, ${language}`, async ({ open }) => {
    const officer = await open({ role: 'data_protection', language });
    await officer.goto(`/${language}/processings`);
    await look(officer, 'processings', { telephone: true });
    await press(officer, '.page-head a.btn-primary');
    await look(officer, 'processing-new', { telephone: true });
    await save(officer, {
      name: 'Annuaire', purpose: 'Joindre les partenaires.', controller: 'Mission', basis: 'public',
      categories: 'Partenaires : noms.', sensitive: 'no', national_numbers: 'no', recipients: 'Bureaux.', abroad: 'no',
      retention: 'Deux ans.', security: 'Chiffrement.',
    });
    await expectSays(officer, 'Declaration, before it begins');
    await press(officer, 'main a[href$="/steps/file"]');
    await save(officer, { filed_on: day() });
    await press(officer, 'main a[href$="/edit"]');
    await expectSays(officer, 'This is what the authority was told. Take the step “It changes” first.');
    await look(officer, 'processing-fixed', { telephone: true });

    await officer.goto(`/${language}/transfer-agreements/new`);
    const agreement = {
      party: 'Office', party_kind: 'government', country: 'SEN', purpose: 'Accueil.', elements: 'Nom.',
      safeguards: 'Accès limité.', onward: 'no', tells_incidents: 'yes', starts_on: day(), review_on: day(300),
    };
    await send(officer, { ...agreement, basis: 'none' });
    await look(officer, 'agreement-refused');
    await save(officer, { basis: 'consent' });
    await press(officer, 'main a[href$="/steps/sign"]');
    await save(officer, { signed_on: day(), place: 'Coffre' });
    await expectSays(officer, 'In force');
    await look(officer, 'agreement', { telephone: true });
  });
}

// The register of agreements: what the mission's documents say, sources that disagree, a protocol that the officer
// opens and somebody stops.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { day, expectSays, look, press, save, say, send } from './steps.mjs';

for (const language of ['fr', 'ar']) {
  test(`agreements are shown with what every source says, ${language}`, async ({ open }) => {
    const page = await open({ role: 'caseworker', language });
    await page.goto(`/${language}/agreement-overview`);
    await look(page, 'agreement-overview', { telephone: true });
    assert.equal(await page.locator('main a[href$="/agreements/new"]').count(), 0, 'who reads does not record');
    const title = language === 'fr' ? 'Accord sur l’ouverture d’une représentation' : 'اتفاق بشأن فتح تمثيلية';
    await press(page, page.locator('figure table a', { hasText: title }));
    await expectSays(page, 'Sources disagree');
    assert.equal(await page.locator('section[aria-labelledby="dates"] tbody tr').count(), 3);
    await look(page, 'agreement-disputed', { telephone: true });
  });

  test(`agreements: a protocol is recorded, opened by the officer and suspended, ${language}`, async ({ open }) => {
    const manager = await open({ role: 'programme_manager', language });
    await manager.goto(`/${language}/agreements/new`);
    await look(manager, 'agreement-new', { telephone: true });
    await send(manager, { kind: 'sharing_protocol', title_fr: 'Protocole d’essai', data_categories: ['identity'] });
    await look(manager, 'agreement-refused');
    await save(manager, { data_purpose: 'Orienter.' });
    const path = new URL(manager.url()).pathname;
    for (const [name, code] of [['Nous', 'ESSAI-A'], ['Eux', 'ESSAI-B']]) {
      await manager.goto(path);
      await press(manager, 'section[aria-labelledby="parties"] .card-title a');
      await save(manager, { name, code, part: 'party' });
    }
    for (const [event, when] of [['signed', day(-3)], ['in_force', day(-2)], ['ends', day(40)]]) {
      await manager.goto(path);
      await press(manager, 'section[aria-labelledby="dates"] .card-title a');
      await save(manager, { event, day: when, source: 'Original signé', mark: 'verified', standing: 'counts' });
    }
    await manager.goto(path);
    await press(manager, 'main a[href$="/steps/sign"]');
    await save(manager, {});
    await look(manager, 'agreement-signed', { telephone: true });
    assert.equal(await manager.locator('main a[href$="/steps/open"]').count(), 0, 'who wrote it does not open it');

    const officer = await open({ role: 'data_protection', language });
    await officer.goto(path);
    await press(officer, 'main a[href$="/steps/open"]');
    await save(officer, {});
    await expectSays(officer, 'In force');
    await press(officer, 'main a[href$="/steps/suspend"]');
    await save(officer, { note: 'Incident à l’essai.', _confirm: 'yes' });
    await expectSays(officer, 'Suspended');
    assert.ok((await officer.locator('main').innerText()).includes(say(language, 'Take it up again')));
  });
}

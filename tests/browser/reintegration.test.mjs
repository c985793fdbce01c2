// After the arrival: an assessment that somebody else approves, a session of which only the number is known, the
// waiting list, the registers, orders and collective projects.  (Quotes and second signatures are on the way of a
// return, path.test.mjs.)
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { day, expectSays, expectState, look, press, save, send } from './steps.mjs';

const SECRET = 'Cinabrine et Zéphirine'; // words that no other page has

for (const language of ['fr', 'ar']) {
  test(`reintegration after the arrival, ${language}`, async ({ open }) => {
    const page = await open({ role: 'caseworker', language });
    await page.goto(`/${language}/return-cases?state=arrived`);
    const rows = page.locator('tbody th a, tbody td a');
    const file = (await (language === 'fr' ? rows.first() : rows.last()).getAttribute('href')).slice(3);
    const here = `/${language}${file}/reintegration`;
    await page.goto(`/${language}${file}`);
    await press(page, `.page-head a[href="${here}"]`);
    await look(page, 'reintegration', { telephone: true });

    await press(page, 'main a[href$="/assessments/new"]');
    await send(page, { side: 'origin', assessed_on: day() });
    await look(page, 'assessment-refused', { telephone: true });
    await save(page, {
      assessor: 'Épreuve', skills: 'Couture.', wishes: 'Un atelier.', needs: 'Une machine.', risks: 'Une dette.',
      project: 'Atelier de couture.',
    });
    await press(page, 'section:has(#assessments) a[href$="/steps/submit"]');
    await save(page);
    await expectSays(page, 'Waits for approval');

    const supervisor = await open({ role: 'supervisor', language });
    await supervisor.goto(here);
    await press(supervisor, 'section:has(#assessments) a[href$="/steps/approve"]');
    await look(supervisor, 'assessment-approve');
    await save(supervisor);
    await expectSays(supervisor, 'Approved');

    const officer = await open({ role: 'protection', language });
    await officer.goto(here);
    await press(officer, 'main a[href$="/sessions/new"]');
    await save(officer, { held_on: day(), kind: 'individual', minutes: '45', problems: ['sleep'], note: SECRET });
    await page.goto(here);
    await press(page, 'section:has(#sessions) ul a');
    await look(page, 'psychosocial-session', { telephone: true });
    assert.ok(!(await page.content()).includes(SECRET), 'a caseworker reads no note of a session');
    await page.goto(`/${language}${file}`);
    await expectState(page, 'Arrived');
  });

  test(`registers and waiting list, ${language}`, async ({ open }) => {
    const page = await open({ role: 'programme_manager', language });
    await page.goto(`/${language}/waiting-list`);
    await look(page, 'waiting-list', { telephone: true });
    await press(page, 'tbody a');
    await look(page, 'waiting-entry', { telephone: true });
    await page.goto(`/${language}/entitlements`);
    await look(page, 'entitlements', { telephone: true });
    await press(page, 'main a[href$="/entitlements/new"]');
    await look(page, 'entitlement-new', { telephone: true });
    await save(page, {
      profile: 'minor', country: 'SLE', amount: ['900', 'EUR'], from_on: day(), source: 'Inventé pour un essai.',
      verified: 'no',
    });
    await page.goto(`/${language}/suppliers`);
    await look(page, 'suppliers', { telephone: true });
    await press(page, 'main a[href$="/suppliers/new"]');
    await send(page, { name: `Essai ${language}`, country: 'SEN', status: 'blacklisted' });
    await expectSays(page, 'Say why it is excluded.');
    await look(page, 'supplier-refused', { telephone: true });
    await save(page, { status_from: day(), status_reason: 'Inventé pour un essai.' });
    await page.goto(`/${language}/quote-rules`);
    await look(page, 'quote-rules', { telephone: true });
  });

  test(`an order to a supplier and a collective project, ${language}`, async ({ open }) => {
    const page = await open({ role: 'supervisor', language });
    await page.goto(`/${language}/supplier-orders`);
    await look(page, 'orders', { telephone: true });
    await page.goto(`/${language}/supplier-orders?state=drafted`);
    const rows = page.locator('tbody th a, tbody td a').filter({ hasText: 'ORD-' });
    await press(page, language === 'fr' ? rows.first() : rows.last());
    const order = new URL(page.url()).pathname;
    await look(page, 'order', { telephone: true });
    await press(page, 'main a[href$="/steps/place"]');
    await look(page, 'order-place', { telephone: true });
    await save(page);
    await page.goto(order);
    await expectSays(page, 'The signed delivery note or receipt is among the files of the order');
    const finance = await open({ role: 'finance_preparer', language });
    await finance.goto(order);
    await look(finance, 'order-placed', { telephone: true });

    const manager = await open({ role: 'programme_manager', language });
    await manager.goto(`/${language}/collective-projects`);
    await look(manager, 'projects', { telephone: true });
    await press(manager, 'main a[href$="/collective-projects/new"]');
    await look(manager, 'project-new', { telephone: true });
    await save(manager, {
      name: `Four communal ${language}`, kind: 'community', category: 'livelihood', country: 'GIN',
      cost: ['9000000', 'GNF'], about: 'Inventé pour un essai.', members: '12',
    });
    await expectSays(manager, 'Nobody has a share yet. Add one on the page of a case\'s reintegration.');
    await page.goto(`/${language}/collective-projects`);
    await press(page, page.locator('tbody th a, tbody td a').last());
    await look(page, 'project', { telephone: true });
  });
}

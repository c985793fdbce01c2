// Papers and needs of a journey, a flight that moves, who sees what of somebody's health; appointments, a week of them,
// and the address that another calendar reads.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { day, expectSays, look, press, save, say, section, send, take } from './steps.mjs';

const MEDICINE = 'Zébrafixine'; // a word that no other page has

/** A booked case of the demonstration, another one for each language: its address without the language. */
async function bookedCase(page, language) {
  await page.goto(`/${language}/return-cases?state=booked&sort=-travel_on`);
  const links = await page.locator('tbody a[href*="/return-cases/"]').evaluateAll((all) =>
    [...new Set(all.map((link) => new URL(link.href).pathname.slice(3)))]
      .filter((path) => path.split('/').length === 3));
  const alone = [];
  for (const link of links) { // the flight of who is on a journey is moved there
    await page.goto(`/${language}${link}`);
    if ((await page.locator('main a[href*="/movements/"]').count()) === 0) alone.push(link);
  }
  assert.ok(alone.length >= 2, 'the demonstration has cases that are booked alone');
  return alone[language === 'fr' ? 0 : 1];
}

for (const language of ['fr', 'ar']) {
  test(`papers, needs and a flight that moves, ${language}`, async ({ open }) => {
    const operations = await open({ role: 'operations', language });
    const file = await bookedCase(operations, language);
    await operations.goto(`/${language}${file}`);
    await look(operations, 'journey-booked', { telephone: true });
    await press(operations, '.page-head a[href$="/steps/rebook"]');
    await look(operations, 'journey-rebook', { telephone: true });
    await save(operations, {
      travel_on: day(200), carrier: 'Essai Air', flight: 'XX 0502', note: 'Reporté par la compagnie.',
    });
    await expectSays(operations, 'At risk');
    await expectSays(operations, 'The medical report is too old on the day of the flight');
    assert.ok(!(await operations.locator('main').innerText()).includes(
      say(language, 'A rule of eligibility is not met on the day of the flight')), 'unread is not unmet');
    await look(operations, 'journey-at-risk', { telephone: true });
    await operations.goto(`/${language}/?tasks=all`);
    await expectSays(operations, 'Renew the medical report before the flight');
    await press(operations, operations.locator(`main a[href*="/travel-warnings/"]`).first());
    assert.ok(operations.url().includes('/return-cases/'), 'a task leads to the case');

    const health = await open({ role: 'health', language });
    await health.goto(`/${language}${file}`);
    await press(health, `main a[href$="${file}/travel-papers/new"]`);
    await look(health, 'paper-new', { telephone: true });
    await send(health, { kind: 'medical_report', issued_on: day(), valid_until: day(60), result: 'fit_with_escort' });
    await expectSays(health, 'A medical report holds 14 days at most, the airline’s form 7.');
    await look(health, 'paper-refused');
    await save(health, { valid_until: '', findings: `Traitement : ${MEDICINE}` });
    await press(health, `main a[href$="${file}/travel-medication/new"]`);
    await look(health, 'medication-new', { telephone: true });
    await save(health, { medicine: MEDICINE, daily: '3', days: '20', prescription: 'yes' });
    await expectSays(health, MEDICINE);
    const needs = health.locator('main a[href*="/travel-needs/"]').first();
    await press(health, needs);
    await look(health, 'needs', { telephone: true });
    await press(health, '.page-head a[href$="/edit"]');
    await look(health, 'needs-edit', { telephone: true });
    await save(health, {
      wheelchair: 'stairs', to_arrange: 'Une chaise aux deux aéroports', condition: `Prend ${MEDICINE}`,
    });
    await health.goto(`/${language}${file}`);
    await look(health, 'journey-health', { telephone: true });

    await operations.goto(`/${language}${file}`);
    await expectSays(operations, 'Medication travels in the cabin');
    const text = await operations.locator('main').innerText();
    assert.ok(text.includes('Une chaise aux deux aéroports'), 'what is to be arranged');
    assert.ok(!text.includes(MEDICINE), 'operations do not see the medicine');
    await press(operations, operations.locator('main a[href*="/travel-needs/"]').first());
    assert.ok(!(await operations.locator('main').innerText()).includes(MEDICINE));
    await press(operations, '.page-head a[href$="/edit"]');
    assert.equal(await operations.locator('[name="condition"], [name="wheelchair"]').count(), 0, 'nor say needs');
    await save(operations, { arranged_on: day(), arranged_note: 'Compagnie et aéroport' });
    await operations.goto(`/${language}${file}`);
    await take(operations, 'rebook', {
      travel_on: day(3), carrier: 'Essai Air', flight: 'XX 0503', note: 'De nouveau plus tôt.',
    });
    assert.ok(!(await operations.locator('main').innerText()).includes(
      say(language, 'The medical report is too old on the day of the flight')), 'the new report holds');
  });

  test(`appointments, their week and their calendar, ${language}`, async ({ open }) => {
    const page = await open({ role: 'operations', language });
    const file = await bookedCase(page, language);
    await page.goto(`/${language}${file}`);
    await press(page, `main a[href$="${file}/appointments/new"]`);
    await look(page, 'appointment-new', { telephone: true });
    await send(page, { kind: 'consulate', held_on: day(), begins: '25:10', place: 'Consulat d’essai' });
    await expectSays(page, 'Give a time of the day, for example 09:30.');
    await save(page, { begins: '9h05' });
    await expectSays(page, 'Consulate');
    await section(page, '/appointments/week');
    assert.ok((await page.locator('[data-today="yes"]').innerText()).includes('09:05'));
    await look(page, 'week', { telephone: true });
    await press(page, '.week-nav a[rel="next"]');
    await press(page, '.week-nav a[rel="prev"]');
    await press(page, '.page-head a[href$="/appointments"]');
    await look(page, 'appointments-list', { telephone: true });
    await page.goto(`/${language}/appointments/calendar`);
    await look(page, 'calendar', { telephone: true });
    await press(page, '#page-form button[type="submit"]');
    await look(page, 'calendar-made', { telephone: true });
    const address = await page.locator('#address-all').innerText();
    const feed = await page.request.get(new URL(new URL(address).pathname + new URL(address).search, page.url()).href);
    assert.equal(feed.status(), 200);
    assert.match(feed.headers()['content-type'], /^text\/calendar/);
    const unfolded = (await feed.text()).replace(/\r\n /g, '');
    assert.match(unfolded, /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
    assert.ok(unfolded.includes('LOCATION:Consulat d’essai'));
    assert.ok(unfolded.includes(`· ${say(language, 'Consulate')}`));
  });
}

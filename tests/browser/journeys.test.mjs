// A journey from its flights to the arrival: what is refused, the departure-day list with and without a line and a
// without a script, marks that differ, and what a receiving office sees of it.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { day, expectSays, look, press, save, say, send, write } from './steps.mjs';

const shelf = (page) => page.evaluate(() => JSON.parse(localStorage.getItem('sanad.departures') ?? '[]'));

/** The list of a journey that leaves today, with somebody to be marked: the demonstration has some. */
async function openList(page, lines = openLines) {
  await page.goto(`/${page.language}/departures`);
  const today = page.locator('.departure-days a').filter({ hasText: say(page.language, 'Today') });
  for (const path of await today.evaluateAll((all) => all.map((link) => link.pathname))) {
    await page.goto(path);
    if (await lines(page).count() > 0) return;
  }
  assert.fail('nobody is to be marked today');
}

const openLines = (page) => page.locator('.departure-list > li:not([data-marked])');
/** Those who lack nothing: the others are refused by their case, and the mark waits for somebody. */
const readyLines = (page) => page.locator('.departure-list > li:not([data-marked]):not(:has(.departure-stop))');
const lineOf = (page, id) => page.locator(`.departure-list > li[id="${id}"]`);
const button = (line, outcome) => line.locator(`button[value="${outcome}"]`);

for (const language of ['fr', 'ar']) {
  test(`a journey is prepared, ${language}`, async ({ open }) => {
    const page = await open({ role: 'operations', language });
    await page.goto(`/${language}/movements`);
    await look(page, 'journeys', { telephone: true });
    await page.goto(`/${language}/movements/new`);
    await look(page, 'journey-new', { telephone: true });
    await save(page, { baggage_pieces: '1', baggage_kilograms: '23', meeting_place: 'Terminal 2' });
    const journey = new URL(page.url()).pathname;
    await press(page, 'main a[href$="/movement-legs/new"]');
    const flight = {
      carrier: 'Compagnie d’essai', flight: 'ZZ 101', from_airport: 'CMN', departs_on: day(20), departs_time: '14:00',
      to_airport: 'TNR', arrives_on: day(20), arrives_time: '14:30',
    };
    await send(page, flight); // later by the clock on the wall, and yet before
    const refusal = say(language, 'This flight would land before it leaves: it leaves at {1} and lands at {2}. '
      + 'Check days, times and airports.').split('{1}')[0].trim();
    assert.ok((await page.locator('.field-error:visible').allInnerTexts()).join(' ').includes(refusal));
    await look(page, 'flight-refused', { telephone: true });
    await save(page, { to_airport: 'IST', arrives_time: '21:00' });
    await press(page, 'main a[href$="/movement-legs/new"]');
    await save(page, { flight: 'ZZ 102', departs_time: '22:10', to_airport: 'CKY', arrives_on: day(21),
      arrives_time: '04:00' });
    await expectSays(page, 'Warning:');
    await press(page, 'main a[href$="/movement-escorts/new"]');
    await save(page, { kind: 'operational', name: 'Essai' });
    await press(page, 'main a[href$="/travellers/new"]');
    await look(page, 'travellers-new', { telephone: true });
    const box = page.locator('input[name="return_case"]').first();
    if (await box.count() > 0) await box.check();
    await send(page);
    const needs = page.locator('main a[href*="/movement-travellers/"][href$="/edit"]');
    if (await needs.count() > 0) {
      await press(page, needs.first());
      await look(page, 'traveller-edit', { telephone: true });
      await save(page, { ticket_cost: ['1850,50', 'MAD'] });
      await expectSays(page, 'Cost of the tickets');
    }
    await look(page, 'journey-prepared', { telephone: true });
    await press(page, '.page-head a[href$="/steps/book"]');
    await look(page, 'journey-book', { telephone: true });
    await page.goto(`${journey}/history`);
    await look(page, 'journey-history');
  });

  test(`marks are kept while there is no line, ${language}`, async ({ open }) => {
    const page = await open({ role: 'operations', language, width: 390 });
    page.expectTrouble(/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::ERR/);
    await openList(page, readyLines);
    await look(page, 'departure-list', { telephone: true });
    const id = await readyLines(page).first().getAttribute('id');
    const name = (await lineOf(page, id).locator('h2').innerText()).trim();
    await page.context().setOffline(true);
    await button(lineOf(page, id), 'boarded').click();
    await page.locator('#departure-offline:visible').waitFor();
    await expectSays(page, 'Kept on this telephone, sent when the line is back:');
    const [kept, ...more] = await shelf(page);
    assert.equal(more.length, 0);
    assert.equal(kept.outcome, 'boarded');
    assert.ok(!JSON.stringify(kept).includes(name.split(' ')[0]), 'nobody is named on the telephone');
    assert.ok(await button(lineOf(page, id), 'boarded').isDisabled());
    await look(page, 'departure-offline');
    /* the first answer is lost on its way back: the mark comes twice, and is stored once */
    let lost = 0;
    await page.route('**/departure', async (route) => {
      if (route.request().method() !== 'POST' || lost++ > 0) return route.continue();
      await route.fetch({ maxRedirects: 0 });
      return route.abort();
    });
    await page.context().setOffline(false);
    await page.waitForFunction(() => localStorage.getItem('sanad.departures') === null, null, { timeout: 40_000 });
    assert.ok(lost >= 2, 'it was sent again');
    await page.unroute('**/departure');
    await page.reload();
    assert.equal(await lineOf(page, id).locator('.departure-done').count(), 1);
    assert.equal(await lineOf(page, id).locator('.departure-stop').count(), 0, 'once: nothing contradicts it');
    await look(page, 'departure-sent');

    const other = await open({ role: 'operations', language, width: 390, fresh: true });
    await other.goto(new URL(page.url()).pathname);
    await lineOf(other, id).locator('details summary').first().click();
    await button(lineOf(other, id), 'no_show').click();
    await other.waitForFunction(() => localStorage.getItem('sanad.departures') === null);
    await other.reload();
    await expectSays(other, 'Marked differently:');
    await look(other, 'departure-differs');
    await press(other, 'main .page-head a');
    await press(other, `li[id="${id}"] a[href$="/settle"]`);
    await look(other, 'departure-settle');
    await other.locator('input[name="mark"]').first().check();
    await save(other, { note: 'Vue à bord par le chef de cabine.' });
    assert.equal(await other.locator(`li[id="${id}"] .badge-bad`).count(), 0);
  });

  test(`the departure-day list without a script, ${language}`, async ({ open }) => {
    const page = await open({ role: 'operations', language, width: 390, javaScript: false });
    await openList(page);
    const id = await openLines(page).last().getAttribute('id');
    const bytes = (await (await page.request.get(page.url())).body()).length;
    assert.ok(bytes < 60_000, `${bytes} bytes of page`);
    await press(page, button(lineOf(page, id), 'no_show'));
    await expectSays(page, 'Marked.');
    assert.equal(await lineOf(page, id).locator('.departure-done').count(), 1);
  });

  test(`a receiving office meets its arrivals, ${language}`, async ({ open }) => {
    const page = await open({ role: 'receiving_office', language, width: 390 });
    await page.goto(`/${language}/arrivals`);
    await look(page, 'arrivals', { telephone: true });
    const links = await page.locator('nav.sections a').evaluateAll((all) => all.map((link) => link.pathname.slice(3)));
    assert.deepEqual(links, ['/', '/arrivals']);
    await press(page, page.locator('main a[href$="/steps/confirm"]').first());
    await look(page, 'arrival-confirm', { telephone: true });
    await save(page, { arrived_on: day() });
    await press(page, page.locator('main a[href$="/steps/onward"]').first());
    await write(page.locator('#page-form'), { onward_means: 'bus', onward_place: 'Kankan' });
    await save(page);
    await look(page, 'arrivals-met', { telephone: true });
    await press(page, page.locator('.travellers a').first());
    await look(page, 'arrival', { telephone: true });
    await page.goto(`/${language}/arrivals`);
    const met = say(language, 'Gone on');
    await press(page, page.locator('.travellers li').filter({ hasText: met }).locator('a').first());
    await press(page, 'main a[href$="/arrival-assessments/new"]');
    await look(page, 'arrival-assessment-new', { telephone: true });
    /* it begins with what was found before, where the person lets that be passed on */
    await save(page, { assessor: 'Épreuve', skills: 'Couture.', wishes: '', needs: '', risks: '', project: '' });
    await press(page, 'section:has(#assessments) li:last-child a');
    await look(page, 'arrival-assessment', { telephone: true });
    page.expectTrouble(/asked: beforeunload/); // the form that was refused is left without being sent again
    await press(page, 'main a[href$="/steps/send"]');
    await send(page);
    await expectSays(page, 'Skills, wishes, needs and risks are written');
    await look(page, 'arrival-assessment-refused');
    await page.goto(new URL(page.url()).pathname.replace('/steps/send', '/edit'));
    await save(page, { wishes: 'Un atelier.', needs: 'Une machine.', risks: 'Une dette.', project: 'Un atelier.' });
    await press(page, 'main a[href$="/steps/send"]');
    await save(page);
    await expectSays(page, 'Handed in');
    await look(page, 'arrival-assessed', { telephone: true });
    await page.goto(`/${language}/notifications`);
    await look(page, 'arrival-notifications', { telephone: true });
    for (const path of ['/movements', '/departures', '/persons', '/return-cases', '/figures']) {
      const answer = await page.goto(`/${language}${path}`);
      assert.ok([403, 404].includes(answer.status()), `${path} is open to a receiving office`);
    }
  });
}

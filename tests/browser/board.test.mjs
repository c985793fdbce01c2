// The coordination board and the indicators: what waits for whom and where there is room, filters, pages and files; the
// yearly report in each language.  Once in French with scripts, once in Arabic without.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { expectSays, look, press, say, section } from './steps.mjs';

for (const [language, javaScript] of [['fr', true], ['ar', false]])
  test(`the board shows what waits and where there is room, ${language}`, async ({ open }) => {
    const eyes = async (page, name, role) => {
      const watcher = javaScript ? page : await open({ role, language });
      if (watcher !== page) await watcher.goto(page.url());
      await look(watcher, name, { telephone: true });
    };
    const manager = await open({ role: 'programme_manager', language, javaScript });
    await manager.goto(`/${language}/`);
    await section(manager, '/referral-board');
    await expectSays(manager, 'Coordination board');
    await eyes(manager, 'referral-board', 'programme_manager');
    const tiles = manager.locator('ul.figures > li');
    assert.equal(await tiles.count(), 5);
    const links = manager.locator('main a[href*="/received-referrals/"]');
    assert.equal(await links.count(), 0, 'no link to what is not hers');

    const supervisor = await open({ role: 'supervisor', language, javaScript });
    await supervisor.goto(`/${language}/referral-board`);
    const text = await supervisor.locator('main').innerText();
    if (!text.includes(say(language, 'No referral is under way'))) {
      await supervisor.locator('select[name="side"]').selectOption('sent');
      await press(supervisor, 'main form button[type="submit"]');
      await expectSays(supervisor, 'Show all');
      await eyes(supervisor, 'referral-board-sent', 'supervisor');
      await supervisor.goto(`/${language}/referral-board`);
      const file = await supervisor.request.get(
        await supervisor.locator('a[href*="referral-board.csv"]').getAttribute('href'));
      assert.match(await file.text(), /^\ufeffreferral,service,city,/);
    }

    await manager.goto(`/${language}/referral-indicators`);
    await expectSays(manager, 'Yearly report of the memorandum');
    await eyes(manager, 'referral-indicators', 'programme_manager');
    for (const [format, begins] of [['pdf', '%PDF-'], ['xlsx', 'PK']]) {
      const report = await manager.request.get(`/${language}/referral-report.${format}?in=${language}`);
      assert.equal(report.status(), 200);
      assert.ok((await report.body()).subarray(0, begins.length).toString() === begins);
    }
    const caseworker = await open({ role: 'caseworker', language, javaScript });
    const refused = await caseworker.goto(`/${language}/referral-board`);
    assert.equal(refused.status(), 403);
  });

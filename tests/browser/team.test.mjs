// A supervisor's way: who has how much, somebody will be away, a caseload goes to a colleague and comes back; a
// caseworker hears of it.  Once in French with scripts, once in Arabic without.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { day, expectSays, leave, look, press, say, section } from './steps.mjs';

const option = (page, name, text) => page.locator(`label.choice:has(input[name="${name}"])`, { hasText: text }).first();
const first = 'Accompagnement Rabat';
const second = 'Accompagnement Rabat (second)';

/** Looks again until the hand-over says this. */
async function until(page, message) {
  const wanted = say(page.language, message);
  for (let turn = 0; turn < 100; turn++) {
    if ((await page.locator('main').innerText()).includes(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await page.reload();
  }
  assert.fail(`${page.url()} never says ${message}`);
}

for (const [language, javaScript] of [['fr', true], ['ar', false]])
  test(`a caseload is handed over and taken back, ${language}`, async ({ open }) => {
    const page = await open({ role: 'supervisor', language, javaScript });
    const eyes = javaScript ? page : await open({ role: 'supervisor', language });
    const lookAt = async (name) => {
      if (eyes !== page) await eyes.goto(page.url());
      await look(eyes, name, { telephone: true });
    };
    await page.goto(`/${language}/`);
    await lookAt('work-supervisor');
    await section(page, '/team');
    await lookAt('team');
    assert.ok(await page.locator('.chart-scroll svg').count(), 'a picture');

    await page.goto(`/${language}/hand-overs/new`);
    await option(page, 'from', second).locator('input').check();
    await option(page, 'to', first).locator('input').check();
    await page.locator('#reason').fill('Congé : essai.');
    await lookAt('hand-over-form');
    await press(page, '.form-end button.btn-primary');
    await expectSays(page, 'Who gets how many');
    if (javaScript) await look(page, 'hand-over-check');
    await press(page, 'button[name="confirm"][value="yes"]');
    await until(page, 'Done');
    await lookAt('hand-over-done');
    await leave(page, () => page.locator('form[action$="/undo"] button').click());
    await until(page, 'Taken back');

    const other = await open({ role: 'caseworker', language });
    await other.goto(`/${language}/`);
    assert.match(await other.locator('.bar-tool .bar-count').first().innerText(), /[1-9]/, 'the bell counts');
    await look(other, 'work-caseworker', { telephone: true });
    await leave(other, () => other.locator('a.bar-tool').click());
    await look(other, 'notifications', { telephone: true });
    await leave(other, () => other.locator('.page-head form button').click());
    await expectSays(other, 'You have read everything');
    await other.goto(`/${language}/account/notifications`);
    await look(other, 'notification-wish', { telephone: true });
    await other.locator('input[name="wish"][value="at_once"]').check();
    await press(other, '#page-form .form-end button');
    await expectSays(other, 'Saved.');
  });

/** Of few, a button each; of many, a list. */
async function choose(page, name, text) {
  const list = page.locator(`select[name="${name}"]`);
  if (await list.count() === 0) return option(page, name, text).locator('input').check();
  return list.selectOption(await list.locator('option').filter({ hasText: text }).first().getAttribute('value'));
}

test('an absence is said and seen', async ({ open }) => {
  const page = await open({ role: 'supervisor' });
  await page.goto('/fr/absences');
  await look(page, 'absences', { telephone: true });
  await page.goto('/fr/absences/new');
  await look(page, 'absence-form', { telephone: true });
  await choose(page, 'account', second);
  await choose(page, 'substitute', 'Supervision');
  await page.locator('#page-form [name="from_on"]').fill(day(60));
  await page.locator('#page-form [name="until_on"]').fill(day(70));
  await press(page, '#page-form .form-end button.btn-primary, #page-form button[type="submit"].btn-primary');
  assert.match(page.url(), /\/absences\/[0-9a-f-]{36}$/);
  assert.ok((await page.locator('main').innerText()).includes(second), 'who is away');
  await page.goto('/fr/return-limits');
  await look(page, 'limits', { telephone: true });
  const administrator = await open({ role: 'administrator' });
  await administrator.goto('/fr/mail');
  await expectSays(administrator, 'No mail is sent.');
  await look(administrator, 'mail', { telephone: true });
});

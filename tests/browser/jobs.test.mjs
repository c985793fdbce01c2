// The administrator's way through what the system does later: a backup fails because its directory cannot be made, is
// seen, mended, run again, and settled; once in French with scripts, once in Arabic without.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from './harness.mjs';
import { expectSays, leave, look, press, say } from './steps.mjs';

const data = () => `${process.env.SANAD_BUILD}/browser/var`;
const nowhere = '/proc/nowhere';

/** A key to seal backups to; its secret half is thrown away. */
function makeRecipient() {
  const folder = mkdtempSync(`${tmpdir()}/sanad-browser-`);
  spawnSync(`${process.env.SANAD_BUILD}/sanad`, ['backup', '--make-key', folder], { stdio: 'ignore' });
  const recipient = readFileSync(`${folder}/backup.public`, 'utf8').trim();
  rmSync(folder, { recursive: true });
  return recipient;
}

/** Serves on with other settings; puts them back at the end. */
async function withBackups(recipient, work) {
  const file = `${data()}/sanad.conf`;
  const before = readFileSync(file, 'utf8');
  const reload = async (text) => {
    writeFileSync(file, text);
    process.kill(Number(readFileSync(`${data()}/run/sanad.pid`, 'utf8')), 'SIGHUP');
    await new Promise((resolve) => setTimeout(resolve, 1500));
  };
  try {
    await work((directory) =>
      reload(`${before}\nbackup_recipient = ${recipient}\nbackup_directory = ${directory}\n`));
  } finally {
    await reload(before);
  }
}

/** Looks at the page until the job is no longer in one of these states. */
async function until(page, ended) {
  for (let turn = 0; turn < 100; turn++) {
    const state = (await page.locator('.page-head .badge').innerText()).trim();
    if (ended.some((message) => state === say(page.language, message))) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await page.reload();
  }
  assert.fail(`${page.url()} never says ${ended}`);
}

const shown = (page) => page.locator('nav.sections a[href$="/jobs"] .badge').count();

for (const [language, javaScript] of [['fr', true], ['ar', false]])
  test(`a failed job is seen, run again and settled, ${language}`, async ({ open }) => {
    const page = await open({ role: 'administrator', language, javaScript });
    const eyes = javaScript ? page : await open({ role: 'administrator', language });
    const lookAt = async (name) => {
      if (eyes !== page) await eyes.goto(page.url());
      await look(eyes, name, { telephone: true });
    };
    await withBackups(makeRecipient(), async (reload) => {
      await reload(nowhere);
      await page.goto(`/${language}/backups`);
      assert.equal(await shown(page), 0, 'nothing has failed yet');
      await press(page, '.page-head form button');
      await page.goto(`/${language}/jobs`);
      await page.locator('main tbody tr').first().waitFor();
      await press(page, page.locator('main tbody tr', { hasText: say(language, 'Backup of the mission') })
        .locator('th a').first());
      await until(page, ['Failed for good']);
      await lookAt('job-failed');
      assert.equal(await shown(page), 1, 'the menu counts it');
      await page.goto(`/${language}/jobs`);
      await expectSays(page, 'Failed ones first, then the newest.');
      assert.ok((await page.locator('main tbody tr').first().innerText()).includes(say(language, 'Failed for good')));
      await lookAt('jobs-failed');

      await reload(`${data().replace(/^(?!\/)/, `${process.cwd()}/`)}/backups`);
      await press(page, 'main tbody th a');
      await press(page, `main form[action$="/again"] button`);
      await expectSays(page, 'It runs again in a moment.');
      const follow = page.locator('main a[href$="?follow=1"]');
      if (await follow.count() > 0) {
        await press(page, follow);
        await lookAt('job-followed');
        // Without a script and without a hand it comes anew, and no longer when the job has ended.
        await page.locator('.page-head .badge-good').waitFor({ timeout: 60_000 });
      }
      await until(page, ['Done']);
      assert.equal(await shown(page), 0, 'nothing waits for a person any more');

      await reload(nowhere);
      await page.goto(`/${language}/backups`);
      await press(page, '.page-head form button');
      await page.goto(`/${language}/jobs`);
      await press(page, 'main tbody th a');
      await until(page, ['Failed for good']);
      await leave(page, () => page.locator('main form[action$="/let-go"] button').click());
      await expectSays(page, 'It counts as settled.');
      assert.equal(await shown(page), 0);
    });
  });

test('the list is filtered and taken as a file', async ({ open }) => {
  const page = await open({ role: 'administrator' });
  await page.goto('/fr/jobs?state=cancelled');
  await look(page, 'jobs-cancelled');
  await page.goto('/fr/jobs');
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('a[download]').click()]);
  assert.match(file.suggestedFilename(), /^jobs-\d{4}-\d\d-\d\d\.csv$/);
});

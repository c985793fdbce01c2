// Who has no mouse, or listens: where the focus is after an error, what the title says, what a menu does when left.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { leave, send } from './steps.mjs';

/** Name of the field that has the focus, or its class. */
const focused = (page) => page.evaluate(() => document.activeElement.name || document.activeElement.className);

/** The focused place, as it is read: its words and what describes it. */
const heard = (page) => page.evaluate(() => {
  const place = document.activeElement;
  const around = place.getAttribute('aria-describedby') ? place : place.closest('[aria-describedby]');
  const ids = around?.getAttribute('aria-describedby').split(/\s+/) ?? [];
  return [place.textContent, ...ids.map((id) => document.getElementById(id).textContent)].join(' ');
});

for (const language of ['fr', 'ar']) {
  test(`a refused form is heard at once, ${language}`, async ({ open }) => {
    const page = await open({ role: 'programme_manager', language });
    await page.goto(`/${language}/grants/new`);
    const before = await page.title();
    await leave(page, () => page.locator('#page-form button[type="submit"].btn-primary').click());
    assert.equal(await focused(page), 'error-summary');
    const title = await page.title();
    assert.ok(title.endsWith(before) && title.length > before.length, title);
    const summary = page.locator('.error-summary');
    assert.ok(title.startsWith((await summary.locator('h2').innerText()).trim()), title);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.ok((await page.evaluate(() => document.activeElement.closest('.field-invalid'))) !== null);
    assert.ok((await heard(page)).trim().length > 0, 'the field says what is wrong with it');
  });

  test(`a form without a summary leads to its first wrong field, ${language}`, async ({ open }) => {
    const page = await open({ role: 'supervisor', language });
    await page.goto(`/${language}/hand-overs/new`);
    await send(page);
    assert.equal(await focused(page), 'from');
    const error = (await page.locator('.field-error').first().innerText()).trim();
    assert.ok((await heard(page)).includes(error));
    assert.ok((await page.title()).startsWith(error));
  });

  test(`a wrong password is heard at once, ${language}`, async ({ open }) => {
    const page = await open({ language, fresh: true });
    await page.goto(`/${language}/sign-in`);
    await page.locator('#login').fill('nobody.of.that.name');
    await page.locator('#password').fill('not a password at all');
    await leave(page, () => page.keyboard.press('Enter'));
    const alert = await page.locator('main [role="alert"]').innerText();
    assert.ok((await heard(page)).includes(alert.trim()));
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'login', 'the next stop is the form');
  });
}

test('a menu that the keyboard leaves closes, and hides nothing that has the focus', async ({ open }) => {
  const page = await open({ role: 'supervisor' });
  await page.goto('/fr/');
  const menu = page.locator('details.section-menu').first();
  await menu.locator('summary').focus();
  await page.keyboard.press('Enter');
  const last = menu.locator('a').last();
  assert.ok(await last.isVisible());
  await last.focus();
  await page.keyboard.press('Tab');
  assert.ok(!await last.isVisible(), 'left behind, it is closed');
  assert.ok(await page.evaluate(() => document.activeElement.matches('summary, nav.sections a')));
});

test('what was done is said to who listens', async ({ open }) => {
  const page = await open({ role: 'analyst' });
  // The words are put there again once the page stands: a change, which is read.
  await page.addInitScript(() => document.addEventListener('DOMContentLoaded', () => {
    const status = document.querySelector('main > .alert[role="status"]');
    const watcher = new MutationObserver(() => { status.dataset.said = status.textContent; });
    if (status) watcher.observe(status, { childList: true, subtree: true });
  }));
  await page.goto('/fr/account/notifications');
  await leave(page, () => page.locator('#page-form button[type="submit"]').click());
  const status = page.locator('main > .alert[role="status"]');
  const words = await status.textContent();
  assert.ok(words.trim().length > 0);
  await page.locator('main > .alert[data-said]').waitFor();
  assert.equal(await status.getAttribute('data-said'), words);
});

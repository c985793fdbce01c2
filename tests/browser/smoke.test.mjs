import assert from 'node:assert/strict';
import { expectGoodPage, test } from './harness.mjs';

test('the page for signing in is good in both directions', async ({ open }) => {
  await expectGoodPage(open, { path: '/sign-in', name: 'sign-in' });
});

test('the page for signing in is there in English and without scripts', async ({ open }) => {
  const page = await open({ language: 'en', javaScript: false });
  await page.goto('/en/sign-in');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await page.locator('input[name="password"]').getAttribute('type'), 'password');
});

test('a caseworker signs in and finds work', async ({ open }) => {
  const page = await open({ role: 'caseworker' });
  await page.goto('/fr/');
  assert.equal(await page.locator('h1').count(), 1);
});

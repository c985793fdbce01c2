// A receiver without an account: the sender makes a link that opens once and a package, the receiver reads what the
// person agreed to, in a browser in which nobody is signed in, and answers; a guess is told nothing.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { look, press, say } from './steps.mjs';

/** The page of a referral of the caseworker that waits for its receiver's answer. */
async function openReferral(page, language) {
  await page.goto(`/${language}/referrals?state=sent`);
  const rows = await page.locator('main tbody a, main .record-list a').evaluateAll((links) =>
    [...new Set(links.map((link) => link.getAttribute('href'))
      .filter((href) => /\/referrals\/[0-9a-f-]{36}$/.test(href)))]);
  assert.ok(rows.length > 0, 'the demonstration has a referral that was sent');
  await page.goto(rows[0]);
  return rows[0];
}

test('a package is made, with its cover, and a message is written', { seconds: 300 }, async ({ open }) => {
  const sender = await open({ role: 'caseworker', language: 'fr' });
  const referral = await openReferral(sender, 'fr');
  await sender.goto(`${referral}/outside`);
  await sender.locator('input[name="sealed_with"][value="code"]').check();
  await press(sender, 'form[action$="/outside/packages"] button');
  assert.match(await sender.locator('#package-code').innerText(), /^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
  await look(sender, 'referral-package-made', { telephone: true });
  const href = (where) => sender.locator(where).first().getAttribute('href');
  const file = await sender.request.get(await href('a[href*="/outside/packages/"]'));
  assert.equal((await file.body()).subarray(0, 8).toString('latin1'), 'SANADRP1');
  const cover = await sender.request.get(await href('a[href*="cover.pdf?in=ar"]'));
  assert.equal((await cover.body()).subarray(0, 5).toString('latin1'), '%PDF-');
  await sender.goto(`${referral}/messages`);
  if (await sender.locator('#body').count() > 0) {
    await sender.locator('#body').fill('Pouvez-vous recevoir cette famille lundi ?');
    await press(sender, '#page-form button.btn-primary');
    assert.ok((await sender.locator('main').innerText()).includes('lundi'));
  }
  await look(sender, 'referral-messages', { telephone: true });
});

for (const language of ['fr', 'ar'])
  test(`who has no account reads and answers through a link, ${language}`, { seconds: 300 }, async ({ open }) => {
    const sender = await open({ role: 'caseworker', language });
    const referral = await openReferral(sender, language);
    await look(sender, 'referral-before-link', { telephone: true });
    await press(sender, 'main a[href$="/outside"]');
    await look(sender, 'referral-outside', { telephone: true });
    await sender.locator('input[name="channel"][value="paper"]').check();
    await press(sender, '#page-form button.btn-primary');
    const code = await sender.locator('#link-code').innerText();
    const link = await sender.locator('#link-address').innerText();
    assert.match(code, /^\d{4} \d{4}$/);
    await look(sender, 'referral-link-made', { telephone: true });

    const receiver = await open({ language, fresh: true });
    const target = new URL(link);
    await receiver.goto(`${target.pathname}${target.search}`.replace(/^\/\w\w\//, `/${language}/`));
    await look(receiver, 'outside-code', { telephone: true });
    await receiver.locator('#code').fill('0000 0000');
    await press(receiver, '#page-form button.btn-primary');
    assert.equal(await receiver.locator('.alert-bad').count(), 1);
    await look(receiver, 'outside-refused');
    await receiver.locator('#code').fill(code);
    await press(receiver, '#page-form button.btn-primary');
    await look(receiver, 'outside-read', { telephone: true });

    const second = await open({ language, fresh: true });
    await second.goto(`${target.pathname}${target.search}`);
    await second.locator('#code').fill(code);
    await press(second, '#page-form button.btn-primary');
    assert.equal(await second.locator('.alert-bad').count(), 1, 'it opens once');

    await receiver.locator('#refusal_reason').selectOption('capacity');
    await press(receiver, 'button[value="refuse"]');
    await look(receiver, 'outside-answered', { telephone: true });
    await sender.goto(referral);
    assert.ok((await sender.locator('main').innerText()).includes(say(language, 'By the receiver, through a link')));
    assert.ok((await sender.locator('main').innerText()).includes(say(language, 'No place left')));
  });

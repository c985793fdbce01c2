// A ticket on a budget line that pays for tickets: where it is shown, paid by two officers, and what the manager sees.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { day, expectSays, look, press, save, take } from './steps.mjs';

for (const language of ['fr', 'ar'])
  test(`a ticket is paid by two officers, ${language}`, async ({ open }) => {
    const operations = await open({ role: 'operations', language });
    await operations.goto(`/${language}/movements`);
    await operations.goto(`/${language}/return-tickets`);
    await look(operations, 'tickets', { telephone: true });

    const preparer = await open({ role: 'finance_preparer', language });
    await preparer.goto(`/${language}/payments`);
    const button = preparer.locator('main a[href*="/return-tickets/"][href$="/steps/prepare"]').first();
    const path = new URL(await button.getAttribute('href'), preparer.url()).pathname.replace(/\/steps\/.*/, '');
    await press(preparer, button);
    await look(preparer, 'ticket-prepare', { telephone: true });
    await save(preparer);
    await preparer.goto(path);
    assert.equal(await preparer.locator('a[href$="/steps/release"]').count(), 0, 'no button for who prepared it');

    const releaser = await open({ role: 'finance_releaser', language });
    await releaser.goto(path);
    await take(releaser, 'release');

    await preparer.goto(path);
    await take(preparer, 'pay', { paid_on: day(), receipt: `F-${language}` });
    await preparer.goto(path);
    await expectSays(preparer, 'Paid');
    await look(preparer, 'ticket-paid', { telephone: true });

    const manager = await open({ role: 'programme_manager', language });
    await manager.goto(`/${language}/grants`);
    await press(manager, 'main a[href*="/grants/"]:not([href$="/new"])');
    await expectSays(manager, 'Pays for tickets');
    await look(manager, 'grant-with-tickets', { telephone: true });
    await manager.goto(`/${language}/programme-figures`);
    await expectSays(manager, 'What a return costs');
  });

for (const language of ['fr', 'ar'])
  test(`a receiving office sees what it assessed, ${language}`, async ({ open }) => {
    const page = await open({ role: 'receiving_office', language });
    await page.goto(`/${language}/arrivals`);
    await look(page, 'arrivals-met', { telephone: true });
    const supervisor = await open({ role: 'supervisor', language });
    await supervisor.goto(`/${language}/`);
    await expectSays(supervisor, 'My work');
  });

// Two organisations and one person between them: Caritas refers somebody to the mission, which acknowledges, asks,
// accepts, serves and reports; then a refusal, a recall, and a consent that is withdrawn.  Both are signed in at once.
// Once in French with scripts, once in Arabic without; every page looked at wide and narrow.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { day, expectSays, look, press, say, section, send, write } from './steps.mjs';

const path = (page) => new URL(page.url()).pathname;

/** The state that the page's badge shows. */
async function state(page, message) {
  await page.reload();
  const badge = page.locator('.page-head .badge').first();
  assert.equal((await badge.innerText()).trim(), say(page.language, message), page.url());
}

/** Takes a step from the row's page, as its button leads there. */
async function take(page, action, values = {}) {
  await press(page, `main a[href$="/steps/${action}"]`);
  const form = page.locator('#page-form');
  await write(form, values);
  const confirm = form.locator('[name="_confirm"]');
  if (await confirm.count() > 0) await confirm.check();
  await press(page, form.locator('.form-end button[type="submit"]').first());
  const errors = page.locator('.error-summary, .field-error:visible');
  assert.equal(await errors.count(), 0, `${page.url()}: ${(await errors.allInnerTexts()).join(' / ')}`);
}

for (const [language, javaScript, first] of [['fr', true, 0], ['ar', false, 6]])
  test(`Caritas refers, the mission accepts, serves and reports, ${language}`, { seconds: 400 }, async ({ open }) => {
    const caritas = await open({ role: 'partner', language, javaScript });
    const mission = await open({ role: 'caseworker', language, javaScript });
    const eyes = async (page, name) => {
      const role = page === caritas ? 'partner' : 'caseworker';
      const watcher = javaScript ? page : await open({ role, language });
      if (watcher !== page) await watcher.goto(page.url());
      await look(watcher, name, { telephone: true });
    };
    await caritas.goto(`/${language}/persons`);
    const persons = await caritas.locator('main tbody a, main .record-list a').evaluateAll((links) =>
      [...new Set(links.map((link) => link.getAttribute('href')))
        .values()].filter((href) => /\/persons\/[0-9a-f-]{36}$/.test(href)));
    assert.ok(persons.length > first + 5, 'Caritas knows some persons');
    const waiting = persons.slice(first);

    /** A draft to the first service of the mission that fits, up to the page that shows what is told. */
    const refer = async (person, reasons, looked = false) => {
      await caritas.goto(person);
      await press(caritas, 'main a[href*="/referrals/new?person="]');
      if (looked) await eyes(caritas, 'referral-choose');
      const offers = caritas.locator('.service-list li').filter({ hasText: say(language, 'Mission de démonstration') });
      const ours = (await offers.count()) > 0 ? offers
        : caritas.locator('.service-list li').filter({ hasText: language === 'ar' ? 'بعثة للعرض' : 'Mission' });
      await press(caritas, ours.locator('h2 a').first());
      if (looked) {
        await eyes(caritas, 'referral-new');
        await send(caritas, {});
        assert.ok(await caritas.locator('.field-error').count() > 0, 'what lacks is said beside its field');
        await eyes(caritas, 'referral-new-refused');
      }
      const form = caritas.locator('#page-form');
      if (await form.locator('select[name="theme"]').count() > 0)
        await form.locator('select[name="theme"]').selectOption('psychosocial');
      else await form.locator('[name="theme"][value="psychosocial"]').check();
      await write(form, { services: ['psychosocial', 'legal'], reasons, safe_time: '10 h' });
      const chosen = form.locator('[name="safe_channel"]:not([type="hidden"])');
      if (await chosen.first().evaluate((element) => element.tagName === 'SELECT'))
        await chosen.selectOption('call');
      else await form.locator('[name="safe_channel"][value="call"]').check();
      await press(caritas, form.locator('.form-end button[type="submit"]').first());
    };
    const agree = async () => {
      const form = caritas.locator('#page-form');
      await form.locator('[name="consent_items"][value="reasons"]').check();
      await form.locator('[name="consent_items"][value="name"]').check();
      await form.locator('[name="consent_means"][value="spoken"]').check();
      const tongue = form.locator('select[name="consent_language"]');
      await tongue.selectOption('fra');
      await form.locator('[name="consent_interpreter"][value="no"]').check();
      await form.locator('[name="consent_explained"][value="yes"]').check();
      await form.locator('[name="consent_on"]').fill(day());
      await press(caritas, form.locator('button[value="send"]'));
      const refused = caritas.locator('.alert-bad li');
      const twice = say(language, 'No other referral of this person to this service is under way');
      if (await refused.count() === 1 && (await refused.innerText()).trim() === twice) {
        caritas.expectTrouble(new RegExp(`^asked: beforeunload on .*${path(caritas)}$`)); // it is left as it is
        return null;
      }
      const errors = caritas.locator('.alert-bad, .error-summary, .field-error:visible');
      assert.equal(await errors.count(), 0, (await errors.allInnerTexts()).join(' / '));
      return path(caritas);
    };
    /** Refers the next person of whom no referral to this service is under way. */
    const referNext = async (reasons, looked = false) => {
      while (waiting.length > 0) {
        await refer(waiting.shift(), reasons, looked);
        if (looked) {
          await eyes(caritas, 'referral-consent');
          await press(caritas, caritas.locator('#page-form button[value="send"]'));
          assert.ok(await caritas.locator('.alert-bad, .error-summary').count() > 0, 'nothing is sent without consent');
          await eyes(caritas, 'referral-consent-refused');
        }
        const sent = await agree();
        if (sent) return sent;
      }
      return assert.fail('everybody is referred already');
    };
    /** The newest that came to the mission. */
    const openReceived = async () => {
      await mission.goto(`/${language}/`);
      await section(mission, '/received-referrals');
      await press(mission, mission.locator('main tbody tr, main .record-list > li').first().locator('a').first());
    };

    // accepted, served, reported
    const sent = await referNext('Cherche à parler à quelqu’un (essai).', true);
    await eyes(caritas, 'referral-sent');
    await mission.goto(`/${language}/received-referrals`);
    await eyes(mission, 'referrals-received');
    await openReceived();
    await expectSays(mission, 'Reasons of the referral');
    await eyes(mission, 'referral-received');
    await take(mission, 'acknowledge');
    await state(caritas, 'Acknowledged');
    await press(mission, 'main a[href$="/steps/ask"]');
    await eyes(mission, 'referral-ask');
    await press(mission, mission.locator('#page-form .form-end button').first());
    assert.ok(await mission.locator('.field-error').count() > 0, 'a question has to be asked');
    await write(mission.locator('#page-form'), { question: 'Depuis quand ?' });
    await press(mission, mission.locator('#page-form .form-end button').first());
    await state(caritas, 'More is asked');
    assert.ok((await caritas.locator('main').innerText()).includes('Depuis quand ?'));
    await take(caritas, 'reply', { reply: 'Depuis mai.' });
    await mission.reload();
    assert.ok((await mission.locator('main').innerText()).includes('Depuis mai.'));
    await press(mission, 'main a[href$="/steps/accept"]');
    await eyes(mission, 'referral-accept');
    await press(mission, mission.locator('#page-form .form-end button').first());
    await state(caritas, 'Accepted');
    await take(mission, 'begin');
    await press(mission, 'main a[href$="/steps/complete"]');
    await eyes(mission, 'referral-complete');
    const report = mission.locator('#page-form');
    await report.locator('[name="outcome_psychosocial"][value="provided"]').check();
    await press(mission, report.locator('.form-end button').first());
    await expectSays(mission, 'Choose what came of this service.');
    assert.equal(await report.locator('[name="outcome_psychosocial"]:checked').getAttribute('value'), 'provided');
    await eyes(mission, 'referral-complete-refused');
    await report.locator('[name="outcome_legal"][value="declined"]').check();
    await write(report, { result_note: 'Deux entretiens.' });
    await press(mission, report.locator('.form-end button').first());
    await expectSays(mission, 'Completed');
    await eyes(mission, 'referral-received-ended');
    await state(caritas, 'Completed');
    await expectSays(caritas, 'Declined by the person');
    assert.equal(path(caritas), sent);
    await eyes(caritas, 'referral-completed');
    await take(caritas, 'feedback', { feedback: 'Se sent mieux.' });
    await state(caritas, 'Completed, with what the person says');
    assert.equal((await mission.locator('main').innerText()).includes('Se sent mieux.'), false, 'it is the sender’s');

    // refused
    await referNext('Un refus (essai).');
    await openReceived();
    await press(mission, 'main a[href$="/steps/refuse"]');
    await eyes(mission, 'referral-refuse');
    await press(mission, mission.locator('#page-form .form-end button').first());
    assert.ok(await mission.locator('.field-error').count() > 0, 'a reason and a confirmation are asked');
    const refusal = mission.locator('#page-form');
    const reason = refusal.locator('select[name="refusal_reason"]');
    if (await reason.count() > 0) await reason.selectOption('capacity');
    else await refusal.locator('[name="refusal_reason"][value="capacity"]').check();
    await refusal.locator('[name="_confirm"]').check();
    await press(mission, refusal.locator('.form-end button').first());
    assert.equal((await mission.locator('main').innerText()).includes('Un refus (essai).'), false, 'access has ended');
    await state(caritas, 'Refused');
    await expectSays(caritas, 'No place left');
    await eyes(caritas, 'referral-refused');

    // recalled before anybody answered
    await referNext('Un rappel (essai).');
    await openReceived();
    assert.ok((await mission.locator('main').innerText()).includes('Un rappel (essai).'));
    await press(caritas, 'main a[href$="/steps/recall"]');
    await eyes(caritas, 'referral-recall');
    await write(caritas.locator('#page-form'), { note: 'Envoyé par erreur.' });
    await caritas.locator('#page-form [name="_confirm"]').check();
    await press(caritas, caritas.locator('#page-form .form-end button').first());
    await state(caritas, 'Recalled');
    await state(mission, 'Recalled by the sender');
    assert.equal((await mission.locator('main').innerText()).includes('Un rappel (essai).'), false);
    await eyes(mission, 'referral-recalled');

    // withdrawn after it was accepted
    await referNext('Un retrait (essai).');
    await openReceived();
    await take(mission, 'accept');
    await press(caritas, 'main a[href$="/steps/withdraw"]');
    await eyes(caritas, 'referral-withdraw');
    await caritas.locator('#page-form [name="_confirm"]').check();
    await press(caritas, caritas.locator('#page-form .form-end button').first());
    await state(caritas, 'Consent withdrawn');
    await state(mission, 'Consent withdrawn');
    assert.equal((await mission.locator('main').innerText()).includes('Un retrait (essai).'), false);
    await caritas.goto(`/${language}/referrals`);
    await eyes(caritas, 'referrals-sent');
  });

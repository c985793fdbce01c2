// The whole way of one return, through the hands of everybody it passes, in French and in Arabic.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import {
  agree, counsel, day, expectSays, expectState, look, pick, press, save, say, screen, section, send, take, write,
} from './steps.mjs';

const people = {
  fr: {
    query: 'Epreuvine Tsivoriat',
    contact: { family_name: 'Tsivoriat', given_names: 'Épreuvine', nationality: 'GIN', telephone: '0612 004 117' },
    title: 'Tsivoriat Épreuvine',
    again: 'tsivoriat',
  },
  ar: {
    query: 'تجريبية الاختبارية',
    contact: {
      family_name_arabic: 'الاختبارية', given_names_arabic: 'تجريبية',
      nationality: 'GIN', telephone: '0612 004 118',
    },
    title: 'تجريبية الاختبارية',
    again: 'الإختبارية',
  },
};

for (const language of ['fr', 'ar']) {
  const person = people[language];
  const at = {}; // addresses found on the way, without the language
  const names = [];
  const done = new Set();

  /** One stretch of the way; it needs those before. */
  function stretch(name, fn) {
    const before = [...names];
    names.push(name);
    test(`the way of a return, ${language}: ${name}`, async ({ open }) => {
      if (!before.every((one) => done.has(one)))
        throw Object.assign(new Error(), { stack: 'a stretch before it failed' });
      const as = async (role, path) => {
        const page = await open({ role, language });
        await page.goto(`/${language}${path}`);
        return page;
      };
      await fn(as, open);
      done.add(name);
    });
  }
  const here = (page) => new URL(page.url()).pathname.slice(3);
  const shot = (page, name, options) => look(page, `way-${name}`, options);

  stretch('reception receives a person who agrees', async (as) => {
    const page = await as('reception', '/');
    await shot(page, 'reception-work');
    await page.goto(`/${language}/search`);
    await shot(page, 'search');
    await send(page, { query: person.query });
    await expectSays(page, 'Nobody was found.');
    await shot(page, 'search-nobody');
    await press(page, '#results form button[type="submit"]');
    await shot(page, 'person-new', { telephone: true });
    await send(page, { telephone: '12' });
    await shot(page, 'person-new-refused');
    await save(page, person.contact);
    await shot(page, 'consent-new');
    await agree(page, 'data', { recipients: ['own', 'consulate'], means: 'spoken', interpreter: 'yes' });
    at.person = here(page);
    await shot(page, 'person-consented');
  });

  stretch('the caseworker completes the person and opens the case', async (as) => {
    const page = await as('caseworker', '/search');
    await send(page, { query: person.again });
    await shot(page, 'search-found');
    await press(page, `.result a[href="/${language}${at.person}"]`);
    await press(page, `a[href="/${language}${at.person}/edit"]`);
    await shot(page, 'person-edit');
    await save(page, { sex: 'F', birth: '03/1996', education: 'primary', region: '04', address: 'Takaddoum' });
    await press(page, `main a[href="/${language}${at.person}/consents/new"]`);
    await agree(page, 'assistance', { recipients: ['receiving_office', 'consulate', 'carrier'] });
    await press(page, 'main a[href*="/return-cases/new"]');
    await shot(page, 'case-new');
    await save(page, {
      channel: 'in_person', destination: 'Kindia', reasons: ['no_means', 'family'], legal_status: 'irregular',
      situation: 'Deux enfants chez la grand-mère, à Kindia.', asylum_claim: 'no',
    });
    at.case = here(page);
    at.number = (await page.locator('.person-head .number').first().innerText()).trim();
    assert.match(at.number, /^RET-\d\d-/);
    await expectState(page, 'Request received');
    await shot(page, 'case-received', { telephone: true });
    await take(page, 'register');
    await expectState(page, 'Registered');
  });

  stretch('protection screens, the caseworker counsels, the supervisor approves', async (as, open) => {
    let page = await as('protection', '/');
    await shot(page, 'protection-work');
    await screen(open, at.case, language, {
      interview: { interview_note: 'Sans logement.' }, vulnerability: { priority_groups: ['destitute'] },
    });
    page = await as('caseworker', at.case);
    await expectState(page, 'Screened');
    assert.equal(await page.getByText('Sans logement.').count(), 0, 'the notes of the screening stay with protection');
    await press(page, `main a[href$="${at.case}/counselling/new"]`);
    await shot(page, 'counselling-new', { telephone: true });
    await page.goto(`/${language}${at.case}`);
    await counsel(page, at.case, {
      interpreter: 'yes', interpreter_name: 'Mme Essai', questions: 'Combien de temps ?', note: 'Tout expliqué.',
    });
    await take(page, 'counsel');
    await expectState(page, 'Counselled');
    await press(page, '#counselling >> xpath=ancestor::section >> a[href*="/return-counselling/"]');
    await shot(page, 'counselling');
    await page.goto(`/${language}${at.case}`);
    await take(page, 'consent', { declared_on: day(), declaration_means: 'signed' });
    await expectState(page, 'Consented');
    assert.equal(await page.locator('.page-head a[href$="/steps/approve"]').count(), 0, 'not the caseworker');
    page = await as('supervisor', '/');
    await shot(page, 'supervisor-work');
    await page.goto(`/${language}${at.case}`);
    await expectSays(page, 'Would settle it:');
    for (const why of await page.locator('.rules summary').all()) await why.click();
    await shot(page, 'case-eligibility', { telephone: true });
    await press(page, '.page-head a[href$="/steps/approve"]');
    await shot(page, 'step-approve-missing');
    await page.goto(`/${language}${at.case}`);
    if (language === 'fr') {
      const other = await as('caseworker', at.case);
      await press(other, '.page-head a[href$="/edit"]');
      await save(other, { lacks_means: 'yes', previously_assisted: 'no', capacity_doubt: 'no' });
      await page.reload();
      assert.equal(await page.locator('.rules .badge-bad').filter({ visible: true }).count(), 1, 'no signed copy');
      assert.equal(await page.locator('.page-head a[href$="/steps/approve_despite"]').count(), 0, 'no reason to');
      await take(page, 'approve', { decision_note: 'Copie signée à scanner.' });
    } else { // the supervisor passes what is not known by
      await press(page, '.page-head a[href$="/steps/approve_despite"]');
      await shot(page, 'step-approve-despite', { telephone: true });
      await send(page);
      assert.ok(await page.locator('.field-error:visible').count() > 0);
      await save(page, {
        override_reason: 'answer_follows', decision_note: 'L’attestation suit.', _confirm: 'yes',
      });
    }
    await expectState(page, 'In preparation');
    await press(page, '.decisions a[href*="/return-decisions/"]');
    for (const why of await page.locator('.rules summary').all()) await why.click();
    await shot(page, 'decision', { telephone: true });
    await page.goto(`/${language}${at.case}`);
    assert.equal(await page.locator('.milestones > li').count(), 4);
    await shot(page, 'case-preparing');
  });

  stretch('operations prepares and books, the person departs and arrives', async (as) => {
    let page = await as('operations', at.case);
    const milestone = (kind) =>
      page.locator('.milestones > li').filter({ has: page.locator(`h3:text-is("${say(language, kind)}")`) });
    async function settle(kind, action, values = {}) {
      const form = milestone(kind).locator(`form[action$="/steps/${action}"]`);
      await form.locator('xpath=ancestor::details/summary').click();
      await write(form, values);
      await press(page, form.locator('button[type="submit"]'));
    }
    await press(page, '.page-head a[href$="/steps/book"]');
    await shot(page, 'step-book-missing');
    await page.goto(`/${language}${at.case}`);
    await milestone('Travel document').locator('summary').nth(1).click();
    await shot(page, 'case-preparing-open', { telephone: true });

    const other = await as('caseworker', at.person);
    await press(other, `main a[href="/${language}${at.person}/documents/new"]`);
    await shot(other, 'document-new');
    await save(other, {
      kind: 'passport', document_number: 'O0012345', issuer: 'GIN', issued_on: day(-400), expires_on: day(400),
    });
    await shot(other, 'person-documents', { telephone: true });

    await page.reload();
    await settle('Travel document', 'settle', { settled_on: day() });
    await settle('Exit authorisation', 'request', { requested_on: day() });
    await settle('Exit authorisation', 'settle', { settled_on: day() });
    await settle('Reintegration project', 'not_needed'); // without saying why
    await expectSays(page, "Say why: it stays in the file's history.");
    await save(page, { note: 'Projet écrit après l’arrivée.' });
    await settle('Medical check', 'settle', { settled_on: day(), valid_until: day(10) });
    await page.goto(`/${language}${at.case}`);
    await shot(page, 'case-prepared');
    await take(page, 'book', {
      travel_on: day(), carrier: 'Essai Air', flight: 'XX 0501', departure_airport: 'CMN', escort: 'none',
    });
    await expectState(page, 'Travel booked');
    await shot(page, 'case-booked');
    if (language === 'ar') { // what the supervisor passed by at the approval is asked again
      const other = await as('caseworker', at.case);
      await press(other, '.page-head a[href$="/edit"]');
      await save(other, { lacks_means: 'yes', previously_assisted: 'no', capacity_doubt: 'no' });
      await page.reload();
    }
    await take(page, 'depart', { departed_on: day(), pocket_money: ['1500', 'MAD'] });
    await expectState(page, 'Departed');
    await take(page, 'arrive', { arrived_on: day() });
    await expectState(page, 'Arrived');
  });

  stretch('a plan on a budget line; who prepares a payment does not release it', async (as) => {
    let page = await as('caseworker', at.case);
    async function item(values, name) {
      await press(page, `main a[href$="${at.case}/items/new"]`);
      if (name) await shot(page, name);
      await page.locator('#page-form label').filter({ hasText: 'Réintégration' }).click(); // radio buttons
      await save(page, values);
    }
    await item({
      category: 'micro_business', modality: 'in_kind', description: 'Machine à coudre et tissus',
      amount: ['12000000', 'GNF'], instalment: '1', due: day(20),
    }, 'item-new');
    await item({
      category: 'psychosocial', modality: 'in_kind', amount: ['300', 'NOK'], instalment: '1',
    });
    await shot(page, 'case-planned', { telephone: true });
    const reintegration = `/${language}${at.case}/reintegration`;
    await press(page, `.page-head a[href="${reintegration}"]`);
    await shot(page, 'reintegration-planned', { telephone: true });
    await page.goto(`/${language}${at.case}`);
    // the second is more than the person is entitled to: somebody else would have to sign
    await press(page, page.locator('section:has(#plan) a[href$="/edit"]').last());
    await send(page, { amount: ['28000', 'NOK'] });
    if (await page.locator('#page-form').count() > 0) await save(page); // more than the line has left: all the same
    await page.goto(`/${language}${at.case}/steps/agree_plan`);
    await expectSays(page, 'The plan stays within the entitlement, or a second person signed for more');
    await page.goto(reintegration);
    await shot(page, 'reintegration-exceeds', { telephone: true });
    await press(page, 'main a[href$="/excess/new"]');
    await shot(page, 'second-signature-new', { telephone: true });
    await save(page, { amount: ['15000', 'NOK'], reason: 'prices', explanation: 'Inventé pour un essai.' });
    page = await as('supervisor', `${at.case}/reintegration`);
    await press(page, 'section:has(#excess) a[href$="/steps/sign"]');
    await save(page);
    await expectSays(page, 'Signed by two');
    await page.goto(`/${language}/second-signatures`);
    await shot(page, 'second-signatures', { telephone: true });
    page = await as('caseworker', at.case);
    // the second is taken out again
    await press(page, page.locator('section:has(#plan) a[href$="/steps/cancel"]').last());
    await save(page);
    await take(page, 'agree_plan', { plan_agreed_on: day() });
    await expectState(page, 'Plan agreed');
    const href = await page.locator('[id^="item-"]').first().getAttribute('id');
    at.item = `/return-items/${href.replace('item-', '')}`;

    // in kind and above the rule: three quotes, the cheapest is chosen, somebody else approves
    await page.goto(reintegration);
    for (const [index, price] of ['12000000', '12500000', '13000000'].entries()) {
      await press(page, `main a[href*="${at.case}/quotes/new?item="]`);
      if (index === 0) await shot(page, 'quote-new', { telephone: true });
      await pick(page, 'supplier', index);
      await save(page, { amount: [price, 'GNF'], received_on: day() });
    }
    await shot(page, 'quotes', { telephone: true });
    await press(page, page.locator('section:has(#quotes) a[href$="/steps/choose"]').last());
    await save(page);
    page = await as('supervisor', `${at.case}/reintegration`);
    await press(page, 'section:has(#quotes) a[href$="/steps/approve"]');
    await save(page);
    await expectSays(page, 'A quote is approved.');

    page = await as('finance_preparer', '/payments');
    await shot(page, 'payments-to-prepare', { telephone: true });
    const step = (action) => `/${language}${at.item}/steps/${action}`;
    await press(page, `a[href="${step('prepare')}"]`);
    await shot(page, 'payment-prepare');
    await save(page);
    await page.goto(`/${language}/payments`);
    assert.equal(await page.locator(`a[href="${step('release')}"]`).count(), 0, 'no button for who prepared it');
    page.expectTrouble(/answer 40[34]/);
    const refused = await page.goto(step('release'));
    assert.ok([403, 404].includes(refused.status()), `the step itself is refused too: ${refused.status()}`);
    await shot(page, 'error-forbidden');

    page = await as('finance_releaser', '/payments');
    await shot(page, 'payments-to-release');
    await press(page, `a[href="${step('release')}"]`);
    await save(page);

    page = await as('finance_preparer', '/payments');
    await press(page, `a[href="${step('pay')}"]`);
    await save(page, { paid_on: day(), receipt: 'R-2041' });
    await page.goto(`/${language}${at.item}/receipt`);
    await expectSays(page, 'Exchange rate used');
    await shot(page, 'receipt', { telephone: true });
  });

  stretch('delivery, proof, a visit, the end', async (as) => {
    let page = await as('caseworker', at.case);
    await take(page, 'begin_delivery');
    await expectState(page, 'Aid in delivery');
    await press(page, `a[href="/${language}${at.item}/steps/justify"]`);
    await save(page, { proof_note: 'Factures et photos vues.' });
    await take(page, 'monitor', { monitored_on: day(), monitoring_note: 'L’atelier a ouvert.' });
    await expectState(page, 'Monitored');
    await shot(page, 'case-monitored');
    assert.equal(await page.locator('.page-head a[href$="/steps/close"]').count(), 0, 'the supervisor closes');
    page = await as('supervisor', at.case);
    await take(page, 'close', { closure_reason: 'support_ended' });
    await expectState(page, 'Closed');
    await shot(page, 'case-closed', { telephone: true });
    await page.goto(`/${language}${at.person}`);
    await shot(page, 'person-with-case', { telephone: true });
  });

  stretch('the programme manager sees figures and no person, the administrator users and no person', async (as) => {
    let page = await as('programme_manager', '/');
    await shot(page, 'manager-work');
    await section(page, '/grants');
    await shot(page, 'grants', { telephone: true });
    await press(page, 'tbody a');
    await shot(page, 'grant', { telephone: true });
    await section(page, '/suspended-places');
    await shot(page, 'suspended-places', { telephone: true });
    await press(page, 'main a[href$="/suspended-places/new"]');
    await shot(page, 'suspended-place-new', { telephone: true });
    await save(page, {
      country: 'SLE', zone: 'Zone d’essai', from_on: day(), reason: 'Essai.', source: 'Inventé pour un essai.',
    });
    await shot(page, 'suspended-place');
    await section(page, '/figures');
    await shot(page, 'figures', { telephone: true });
    await page.goto(`/${language}${at.case}`);
    assert.ok(!(await page.locator('body').innerText()).includes(person.title), 'no name for the programme manager');
    page = await as('administrator', '/');
    await shot(page, 'administrator-work');
    assert.equal(await page.locator('.bar-search').count(), 0);
    assert.equal(await page.locator('nav.sections a[href*="/persons"], nav.sections a[href*="/return"]').count(), 0);
    await section(page, '/users');
    await shot(page, 'users', { telephone: true });
    for (const path of [at.person, at.case, '/persons', '/return-cases']) {
      const answer = await page.goto(`/${language}${path}`);
      assert.ok([403, 404].includes(answer.status()), `${path} for the administrator: ${answer.status()}`);
      assert.ok(!(await page.locator('body').innerText()).includes(person.title));
    }
  });
}

// Who is this person: the search while one types, in both alphabets, and the question before a second record is made.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { expectSays, look, press, receive, save, say, send } from './steps.mjs';

const people = {
  fr: {
    known: { family_name: 'Zarabanguélou', given_names: 'Fodéliné', nationality: 'GIN', telephone: '0612 771 117' },
    title: 'Zarabanguélou Fodéliné',
    ways: ['fodelini zarabangelou', 'zarabang fodel', 'زاربنجلو فوديليني', '06 12 77 11 17'],
    near: { family_name: 'Zarabangelou', given_names: 'Fodelini', nationality: 'GIN', telephone: '+212 612 771 117' },
    common: 'Mohamed',
  },
  ar: {
    known: {
      family_name_arabic: 'زوبرنغولي', given_names_arabic: 'كدمباتو', nationality: 'MLI', telephone: '0612 771 118',
    },
    title: 'كدمباتو زوبرنغولي',
    ways: ['زوبرنغولي كدمباتو', 'Kadambatou Zoubarangouli', '٠٦ ١٢ ٧٧ ١١ ١٨'],
    near: {
      family_name: 'Zoubarangouli', given_names: 'Kadambatou', nationality: 'MLI', telephone: '00212612771118',
    },
    common: 'محمد',
  },
};

for (const language of ['fr', 'ar']) {
  const { known, title, ways, near, common } = people[language];

  test(`the search finds a person however she is written, ${language}`, async ({ open }) => {
    const page = await open({ role: 'reception', language });
    await receive(page, known);
    for (const query of ways) {
      await page.goto(`/${language}/search`);
      await send(page, { query });
      const first = page.locator('#results .result h2').first();
      assert.equal((await first.innerText()).trim(), title, `by “${query}”`);
    }
    await look(page, `search-telephone-${language}`, { telephone: true });
    await page.goto(`/${language}/search`);
    await send(page, { query: common });
    await expectSays(page, 'Very many people bear this name. Add another name, the year of birth, or the telephone.');
  });

  test(`a near twin is asked about before a second record is made, ${language}`, async ({ open }) => {
    const page = await open({ role: 'reception', language });
    const again = async () => {
      await page.goto(`/${language}/search`);
      await send(page, { query: `${near.given_names} ${near.family_name}` });
      await press(page, '#results form:has([name="_proof"]) button');
      await send(page, near);
      await expectSays(page, 'Is it one of these persons?');
    };
    await again();
    const asked = 'Somebody known may be this person. Look at each below and say what you know; then save.';
    await expectSays(page, asked);
    assert.equal(await page.locator('.likely-person h3').first().innerText(), title);
    await look(page, `person-likely-${language}`, { telephone: true });
    await send(page); // nothing said: asked again, nothing stored
    await expectSays(page, 'Say what you know about this person.');
    await page.locator('.likely-person input[value="same"]').first().check();
    await send(page);
    await expectSays(page, 'This is the record that is known. No second one was made.');
    await again();
    const others = await page.locator('.likely-person input[value="different"]').all();
    for (const other of others) await other.check();
    await save(page);
    assert.match(page.url(), /\/consents\/new$/);
  });
}

test('an answer that does not come is said to be none, and asked again by itself', async ({ open }) => {
  const page = await open({ role: 'reception', language: 'fr' });
  await page.goto('/fr/search');
  await page.fill('#query', '06 12 77 11 17');
  await page.locator('#results .result').first().waitFor();
  let lost = 0;
  await page.route('**/fr/search', (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue();
    lost += 1;
    return route.abort('connectionreset');
  });
  await page.fill('#query', '06 12 77 11 18');
  const failed = say('fr', 'The search did not get through. What is shown is the answer of before; it is asked again '
    + 'by itself.');
  await page.waitForFunction((text) => document.getElementById('results-status').textContent === text, failed);
  assert.equal(await page.locator('#results .result').count() > 0, true, 'what was shown stays');
  await page.waitForFunction((text) => document.getElementById('results-status').textContent !== text, failed);
  assert.equal(lost, 1);
});

test('the arrows lead from the box to the answers and back', async ({ open }) => {
  const page = await open({ role: 'reception', language: 'fr' });
  await page.goto('/fr/search');
  await page.fill('#query', '06 12 77 11 17');
  await page.locator('#results .result').first().waitFor();
  await page.locator('#query').press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.closest('.result') !== null), true);
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'query');
});

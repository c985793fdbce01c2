// What people do in several tests: fill a form by the names of its fields, press its button, follow a link, look well.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { expectNoAxeViolations, expectNoSidewaysScroll, screenshots } from './harness.mjs';

// --- Words ----------------------------------------------------------------------------------------------------------

const unquote = (line) => JSON.parse(line.slice(line.indexOf('"')));

/** French as the pages print it: tools/typography.awk. */
const printed = (words) =>
  words.replace(/ ([:;!?»])/g, '\u00a0$1').replace(/« /g, '«\u00a0').replaceAll("'", '’');

/** msgid → msgstr of po/TAG.po, without plurals; a message with a context stands under "context|message". */
function readCatalogue(tag) {
  const messages = new Map();
  const text = readFileSync(new URL(`../../po/${tag}.po`, import.meta.url), 'utf8');
  for (const block of text.split(/\n\n+/)) {
    const parts = { msgctxt: null, msgid: '', msgstr: '' };
    let part = null;
    for (const line of block.split('\n')) {
      const word = /^(msgctxt|msgid|msgstr) "/.exec(line)?.[1];
      if (word) parts[part = word] = unquote(line);
      else if (part && line.startsWith('"')) parts[part] += unquote(line);
      else part = null;
    }
    const words = tag === 'fr' ? printed(parts.msgstr) : parts.msgstr;
    if (words) messages.set(parts.msgctxt ? `${parts.msgctxt}|${parts.msgid}` : parts.msgid, words);
  }
  return messages;
}

const catalogues = new Map();

/** An English message as the pages of a language say it: say('fr', 'Registered') is 'Enregistré'. */
export function say(language, message) {
  if (language === 'en') return message;
  if (!catalogues.has(language)) catalogues.set(language, readCatalogue(language));
  return catalogues.get(language).get(message) ?? message;
}

/** Today in the mission's time zone, some days later or earlier, as a form takes it: 31/03/2022. */
export function day(shift = 0) {
  const when = new Date(Date.now() + shift * 86_400_000);
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'Africa/Casablanca' }).format(when);
}

// --- Doing ----------------------------------------------------------------------------------------------------------

/** Does what leaves the page, and waits for the next one. */
export async function leave(page, action) {
  await Promise.all([page.waitForEvent('domcontentloaded'), action()]);
}

/** Presses a link or button that leads to another page. */
export async function press(page, where) {
  const target = typeof where === 'string' ? page.locator(where).first() : where;
  await leave(page, () => target.click());
}

/** A menu entry by its address, without the language. */
export async function section(page, path) {
  const link = page.locator(`nav.sections a[href="/${page.language}${path}"]`);
  if (!await link.isVisible()) await link.locator('xpath=ancestor::details/summary').click();
  await press(page, link);
}

/**
 * Fills fields by their names, whatever they look like: a text, a choice's code (also of radio buttons), an array of
 * codes for check boxes, [amount, currency] for money.
 */
export async function write(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[name="${name}"]:not([type="hidden"])`);
    const kind = await field.first().evaluate((element) =>
      element.tagName === 'SELECT' ? 'select' : element.tagName === 'INPUT' ? element.type : 'text');
    if (kind === 'select') await field.selectOption(value);
    else if (kind === 'radio' || kind === 'checkbox')
      for (const code of [value].flat()) await form.locator(`[name="${name}"][value="${code}"]`).check();
    else if (Array.isArray(value)) {
      await field.fill(value[0]);
      await form.locator(`[name="${name}_currency"]`).selectOption(value[1]);
    } else await field.fill(value);
  }
}

/** Takes the choice at this place of a field that links to rows, be it a list or radio buttons. */
export async function pick(page, name, index) {
  const field = page.locator(`#page-form [name="${name}"]:not([type="hidden"])`);
  if (await field.first().evaluate((element) => element.tagName === 'SELECT'))
    await field.selectOption({ index: index + 1 });
  else await field.nth(index).check();
}

/** What stands in a field of the page's form. */
export const written = (page, name) => page.locator(`#page-form [name="${name}"]:not([type="hidden"])`).inputValue();

/** Fills the page's form and sends it. */
export async function send(page, values = {}) {
  const form = page.locator('#page-form');
  await write(form, values);
  await press(page, form.locator('button[type="submit"]').last());
}

/** Fills the page's form, sends it, and expects that nothing was to be corrected. */
export async function save(page, values = {}) {
  const from = page.url();
  await send(page, values);
  const errors = page.locator('.error-summary, .field-error:visible, .alert-bad[role="alert"]');
  if (await errors.count() > 0)
    assert.fail(`${from} was refused: ${(await errors.allInnerTexts()).join(' / ')}`);
  assert.notEqual(page.url(), from, 'a saved form leads to another page');
}

/** Takes a step of the case whose page is open. */
export async function take(page, action, values = {}) {
  await press(page, `.page-head a[href$="/steps/${action}"]`);
  await save(page, values);
}

/** What a first reader writes, section by section. */
const SCREENING = {
  interview: { interviewed_on: day(), language: 'fra', interpreter: 'no' },
  vulnerability: { priority_groups: ['none'], level: 'low', level_reason: 'Rien de particulier.' },
  trafficking: { decision: 'NO_INDICATION' },
  consequences: { next_step: 'continue' },
};

/** Two protection officers screen a case: one writes and signs, the other reads and signs. */
export async function screen(open, file, language = 'fr', values = {}) {
  const first = await open({ role: 'protection', language });
  await first.goto(`/${language}${file}/screening`);
  const path = new URL(first.url()).pathname;
  for (const [part, answers] of Object.entries(SCREENING)) {
    await press(first, `main a[href$="${path}/edit/${part}"]`);
    await save(first, { ...answers, ...values[part] });
  }
  await take(first, 'sign');
  const second = await open({ role: 'protection_manager', language });
  await second.goto(path);
  await take(second, 'agree');
  return path;
}

// --- Looking --------------------------------------------------------------------------------------------------------

/** The state of the case, as its page shows it, is this one. */
export async function expectState(page, message) {
  assert.equal((await page.locator('.page-head .badge').first().innerText()).trim(), say(page.language, message));
}

/** The page says this message. */
export async function expectSays(page, message) {
  const text = say(page.language, message);
  assert.ok((await page.locator('main').innerText()).includes(text), `${page.url()} does not say “${text}”`);
}

/**
 * A page that people see: its language and direction, one heading, no fault of axe, nothing that sticks out at 1280 or
 * 390 pixels; keeps its screenshots.  With `telephone`, axe also looks at the narrow page.
 */
export async function look(page, name, { telephone = false } = {}) {
  const html = page.locator('html');
  assert.equal(await html.getAttribute('lang'), page.language);
  assert.equal(await html.getAttribute('dir'), page.language === 'ar' ? 'rtl' : 'ltr');
  assert.equal(await page.locator('h1').count(), 1, `${page.url()}: one h1`);
  await expectNoAxeViolations(page);
  if (telephone) {
    const before = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoAxeViolations(page);
    await expectNoSidewaysScroll(page);
    await page.setViewportSize(before);
  }
  await screenshots(page, name);
}

// --- Short ways to a place ------------------------------------------------------------------------------------------

/** Reception's way: search, nobody is found, the contact record; whoever is alike is said to be another.  Ends on the
    form for consent; returns the person's address without the language. */
export async function receive(page, person) {
  await page.goto(`/${page.language}/search`);
  const given = person.given_names ?? person.given_names_arabic;
  await send(page, { query: `${given} ${person.family_name ?? person.family_name_arabic}` });
  await press(page, '#results form:has([name="_proof"]) button'); // not that of the next answers
  await send(page, person);
  const others = await page.locator('.likely-person input[value="different"]').all();
  for (const other of others) await other.check(); // test persons are alike, and others
  if (others.length > 0) await save(page);
  return new URL(page.url()).pathname.replace(/^\/..|\/consents\/new$/g, '');
}

/** A consent on the form for it. */
export const agree = (page, purpose, more = {}) => save(page, {
  purpose, means: 'signed', language: 'fra', interpreter: 'no', explained: 'yes', given_on: day(), ...more,
});

/** A session of counselling, from the page of its case, and back. */
export async function counsel(page, file, more = {}) {
  await press(page, `main a[href$="${file}/counselling/new"]`);
  await save(page, {
    held_on: day(), language: 'fra', interpreter: 'no', channel: 'office',
    explained: ['voluntary', 'withdrawal', 'aid'], ...more,
  });
}

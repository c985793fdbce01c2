// Every kind of page that a role reaches by following links, in French and in Arabic, wide and narrow: it answers, says
// its language, has one h1, sticks out nowhere, shows no message that is not translated and none that is badly set, and
// nothing on it is without a name for who listens.  A page that an earlier role was shown is not looked at again.
// PICTURES=FOLDER keeps a picture of each in both languages and widths, and asks axe about each.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { expectNoAxeViolations, expectNoSidewaysScroll, expectReadableDrawings, test } from './harness.mjs';

const roles = ['caseworker', 'supervisor', 'reception', 'operations', 'finance_preparer', 'finance_releaser',
  'programme_manager', 'protection', 'protection_manager', 'health', 'data_protection', 'administrator', 'auditor',
  'analyst', 'trainer', 'partner', 'receiving_office', 'bureau', 'commission'];
const enough = 90; // kinds of pages for one role
const seconds = process.env.PICTURES ? 3600 : 600;

/** What stands in a catalogue under another form than in the source, by its English. */
function translated(language) {
  const found = new Set();
  const text = readFileSync(new URL(`../../po/${language}.po`, import.meta.url), 'utf8');
  for (const [, english, other] of text.matchAll(/^msgid "((?:[^"\\]|\\.)+)"\nmsgstr "((?:[^"\\]|\\.)+)"/gm))
    if (english !== other && english.includes(' ')) found.add(JSON.parse(`"${english}"`));
  return found;
}
const catalogues = { fr: translated('fr'), ar: translated('ar') };

/** The address with what varies from row to row taken out. */
const kindOf = (address) => address.replace(/[?#].*$/, '').replace(/^\/(fr|ar|en)(?=\/|$)/, '')
  .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, '{id}').replace(/\/\d+(?=\/|$)/g, '/{n}')
  .replace(/\/(questions|sections|lists|dimensions|indicators|terms)\/[^/]+/, '/$1/{code}') || '/';

const seen = new Set();

/** Pages that a page leads to: no files, nothing that signs out, no other language. */
async function links(page) {
  const addresses = await page.evaluate(() => [...document.querySelectorAll('a[href^="/"]')]
    .filter((link) => !link.hasAttribute('download') && !link.hasAttribute('hreflang'))
    .map((link) => link.getAttribute('href')));
  return addresses.map((address) => address.replace(/#.*$/, '')).filter((address) => address.startsWith('/fr')
    && !/\.(csv|xlsx|pdf|ics|json|zip|txt|jpg|png)$|\/(file|content)$/.test(address.replace(/[?].*$/, '')));
}

/** Whole text nodes of the page that are messages in English, or that have a place nobody filled. */
async function untranslated(page, language) {
  const texts = await page.evaluate(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      const element = walker.currentNode.parentElement;
      if (text && !element.closest('[translate=no], [lang]:not(html), script, bdi, textarea')) found.push(text);
    }
    return found;
  });
  return texts.filter((text) => catalogues[language].has(text) || /\{[1-9]\}/.test(text));
}

/** What a reader of print would mark: Latin commas in Arabic sentences; in French a sign that stands too close, a
    straight apostrophe.  What people typed is isolated, and left alone. */
async function badlySet(page, language) {
  return page.evaluate((language) => {
    const found = [];
    const typed = 'bdi, textarea, option, code, .number, [translate=no], [dir], [lang]:not(html), script';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent;
      const own = walker.currentNode.parentElement.closest(typed);
      if (!text.trim() || (own && own !== document.documentElement)) continue;
      if (/^\s*\u2068[^\u2069]*\u2069\s*$/.test(text)) continue;
      const wrong = language === 'ar' ? /[\u0600-\u06ff\u2069][,;?](\s|$)|^[,;?]\s/
        : /[^\s\u00a0\u202f\d.…][:;!?»](\s|$)|^[:;!?](\s|$)|\p{L}'\p{L}/u;
      if (wrong.test(text)) found.push(text.trim());
    }
    return found;
  }, language);
}

/** What who listens misses: fields, links and buttons without a name, names and descriptions that are not there, two
    things of one name, a heading below none. */
async function unheard(page) {
  return page.evaluate(() => {
    const found = [];
    const say = (element, what) => found.push(`${what}: ${element.outerHTML.slice(0, 120)}`);
    const ids = new Set();
    for (const element of document.querySelectorAll('[id]')) {
      if (ids.has(element.id)) say(element, 'a second of this id');
      ids.add(element.id);
    }
    for (const name of ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls', 'popovertarget'])
      for (const element of document.querySelectorAll(`[${name}]`))
        for (const id of element.getAttribute(name).split(/\s+/)) if (!ids.has(id)) say(element, `no ${name} “${id}”`);
    const named = (element) => element.hasAttribute('aria-label') || element.hasAttribute('aria-labelledby');
    for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
      if (!named(field) && ![...field.labels].some((label) => label.textContent.trim())) say(field, 'no label');
    for (const element of document.querySelectorAll('a[href], button, summary'))
      if (!named(element) && !element.textContent.trim() && element.ariaHidden !== 'true') say(element, 'no words');
    let level = 0;
    for (const heading of document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')) {
      const own = Number(heading.tagName[1]);
      if (own > level + 1) say(heading, `after h${level}`);
      level = own;
    }
    return found;
  });
}

/** What is wrong with the page that is open, in this language and at this width. */
async function faultsOf(page, language, width, name) {
  const faults = [];
  await page.setViewportSize({ width, height: 844 });
  if ((await page.locator('html').getAttribute('lang')) !== language) faults.push(`${page.url()}: its language`);
  if ((await page.locator('h1').count()) !== 1) faults.push(`${page.url()}: one h1`);
  for (const text of await untranslated(page, language)) faults.push(`${page.url()}: “${text}”`);
  for (const text of await badlySet(page, language)) faults.push(`${page.url()}: badly set: “${text}”`);
  if (language === 'fr') for (const what of await unheard(page)) faults.push(`${page.url()}: ${what}`);
  await expectNoSidewaysScroll(page).catch((error) => faults.push(error.message));
  await expectReadableDrawings(page).catch((error) => faults.push(error.message));
  if (process.env.PICTURES && width === (language === 'fr' ? 1280 : 390))
    await expectNoAxeViolations(page).catch((error) => faults.push(error.message));
  if (process.env.PICTURES)
    await page.screenshot({ path: `${process.env.PICTURES}/${name}-${language}-${width}.png`, fullPage: true });
  return faults;
}

/** French wide, Arabic narrow; with pictures also the other way round. */
async function look(page, path, name) {
  const faults = await faultsOf(page, 'fr', 1280, name);
  if (process.env.PICTURES) faults.push(...(await faultsOf(page, 'fr', 390, name)));
  const answer = await page.goto(path.replace(/^\/fr/, '/ar'));
  if (answer.status() !== 200) faults.push(`${page.url()}: ${answer.status()}`);
  faults.push(...(await faultsOf(page, 'ar', 390, name)));
  if (process.env.PICTURES) faults.push(...(await faultsOf(page, 'ar', 1280, name)));
  await page.setViewportSize({ width: 1280, height: 844 });
  return faults;
}

for (const role of roles)
  test(`everything that the role ${role} reaches is whole in both languages`, { seconds }, async ({ open }) => {
    if (process.env.PICTURES) mkdirSync(process.env.PICTURES, { recursive: true });
    const page = await open({ role, language: 'fr' });
    const faults = [];
    const waiting = [{ path: '/fr/', from: 'nowhere' }];
    const known = new Set(['/']);
    for (let looked = 0; waiting.length > 0 && looked < enough; looked++) {
      const { path, from } = waiting.shift();
      const kind = kindOf(path);
      const mine = kind === '/' || kind === '/account' ? `${kind} ${role}` : kind;
      const answer = await page.goto(path);
      if (answer.status() !== 200) faults.push(`${path}, a link of ${from}: ${answer.status()}`);
      for (const next of await links(page))
        if (!known.has(kindOf(next))) {
          known.add(kindOf(next));
          waiting.push({ path: next, from: path });
        }
      if (seen.has(mine)) continue;
      seen.add(mine);
      faults.push(...(await look(page, path, kind.replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '') || `work-${role}`)));
    }
    assert.equal(faults.length, 0, faults.join('\n'));
  });

// What browser tests stand on.  A test file calls test(name, fn); fn gets { open, address }:
//   const page = await open({ role: 'caseworker', language: 'ar', width: 390, javaScript: false });
// Every page of a test is watched: an error in a script, a violated Content-Security-Policy, an answer of 500 or above,
// a request to another host or a question before a page is left fails the test, unless it calls
// page.expectTrouble(pattern) first.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const tests = [];
/** Registers a test.  Options: { skip: 'why', seconds: more than the usual limit }. */
export function test(name, options, fn) {
  if (typeof options === 'function') [options, fn] = [{}, options];
  tests.push({ name, fn, skip: options.skip ?? null, seconds: options.seconds ?? 120 });
}

const heights = { 1280: 900, 390: 844 };
const widths = Object.keys(heights).map(Number);

/** Records what must not happen on a page; `troubles` is read at the end of the test. */
function watch(page, address, troubles) {
  const expected = [];
  const note = (what) => {
    if (!expected.some((pattern) => pattern.test(what)) && !troubles.includes(what)) troubles.push(what);
  };
  page.expectTrouble = (pattern) => expected.push(pattern);
  page.on('pageerror', (error) => note(`script: ${error.message}`));
  page.on('console', (message) => {
    // A refused answer (404, 422) also shows here as an error of loading; those are judged by the response.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      note(`console: ${message.text()}`);
  });
  page.questions = [];
  page.on('dialog', (dialog) => {
    page.questions.push(dialog.type());
    note(`asked: ${dialog.type()} on ${page.url()}`);
    return dialog.accept();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${address}/`) && !/^(data|blob|about):/.test(url)) note(`another host: ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) note(`answer ${response.status()}: ${response.url()}`);
  });
}

/** What a test receives.  `sessions` keeps the cookies of each role for the whole run: signing in is slow by design. */
export function makeContext(browser, instance, sessions) {
  const contexts = [];
  const troubles = [];

  async function open({ role = null, language = 'fr', width = 1280, javaScript = true, fresh = false } = {}) {
    const context = await browser.newContext({
      baseURL: instance.address,
      locale: language,
      timezoneId: 'Africa/Casablanca',
      viewport: { width, height: heights[width] ?? 900 },
      javaScriptEnabled: javaScript,
      storageState: fresh ? undefined : sessions.get(role),
    });
    context.setDefaultTimeout(10_000);
    contexts.push(context);
    const page = await context.newPage();
    page.language = language;
    watch(page, instance.address, troubles);
    if (role && (fresh || !sessions.has(role))) {
      page.account = instance.accounts.get(role) ?? assert.fail(`no demonstration account for ${role}`);
      await signIn(page, page.account);
      if (!fresh) sessions.set(role, await context.storageState());
    }
    return page;
  }

  async function close() {
    for (const context of contexts) await context.close();
    return troubles;
  }

  return { open, close, address: instance.address, pages: () => contexts.flatMap((context) => context.pages()) };
}

/** Signs in on the ordinary page, in the page's language, and waits until it has been left. */
export async function signIn(page, account) {
  const path = `/${page.language}/sign-in`;
  await page.goto(path);
  await page.locator('input[name="login"]').fill(account.login);
  await page.locator('input[name="password"]').fill(account.password);
  await page.locator('main form button[type="submit"]').first().click();
  await page.waitForURL((url) => url.pathname !== path);
}

/** Fills a form by its labels: { 'Nom de famille': 'Diallo', 'Mineur': true, 'Sexe': 'Femme' }. */
export async function fill(page, values) {
  for (const [label, value] of Object.entries(values)) {
    const field = page.getByLabel(label, { exact: true });
    const kind = await field.evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type));
    if (kind === 'select') await field.selectOption({ label: value });
    else if (kind === 'checkbox') await field.setChecked(value);
    else if (kind === 'radio') await field.check();
    else if (kind === 'file') await field.setInputFiles(value);
    else await field.fill(value);
  }
}

const axeSource = () => readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** axe finds nothing: WCAG 2.0 to 2.2 A and AA, and its best practices. */
export async function expectNoAxeViolations(page) {
  await page.evaluate(axeSource()); // by the debugger, which the Content-Security-Policy does not stop
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  }));
  const lines = violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map((node) => `${id} (${impact}): ${help}\n  ${node.html}`));
  assert.equal(lines.length, 0, `${page.url()}\n${lines.join('\n')}`);
}

/** Nothing sticks out of the page at the side. */
export async function expectNoSidewaysScroll(page) {
  const [content, window] = await page.evaluate(() =>
    [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= window, `${page.url()}: ${content} pixels of content in ${window}`);
}

/** Letters of drawings shrink with them: each that is shown stays as large as people read. */
export async function expectReadableDrawings(page) {
  const small = await page.evaluate(() => [...document.querySelectorAll('svg text')].flatMap((text) => {
    const { width, height } = text.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
    return width > 0 && height > 0 && size < 10.9 ? [`“${text.textContent}” ${size.toFixed(1)} px`] : [];
  }));
  assert.deepEqual(small.slice(0, 5), [], `${page.url()}: ${small.length} words too small in drawings`);
}

/** Keeps the whole page as BUILD/screenshots/NAME-LANGUAGE-WIDTH.png, at a desk's width and at a telephone's. */
export async function screenshots(page, name) {
  const folder = `${process.env.SANAD_BUILD}/screenshots`;
  mkdirSync(folder, { recursive: true });
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: heights[width] });
    await expectNoSidewaysScroll(page);
    await expectReadableDrawings(page);
    await page.screenshot({ path: `${folder}/${name}-${page.language}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize(before);
}

/**
 * What every page must show: the language and direction it says, one h1, no fault of axe and no overflow, at both
 * widths in French and in Arabic; keeps the screenshots.  `path` is without the language: '/returns'.
 */
export async function expectGoodPage(open, { path, name, role = null }) {
  for (const language of ['fr', 'ar']) {
    const page = await open({ role, language });
    await page.goto(`/${language}${path}`);
    const html = page.locator('html');
    assert.equal(await html.getAttribute('lang'), language);
    assert.equal(await html.getAttribute('dir'), language === 'ar' ? 'rtl' : 'ltr');
    assert.equal(await page.locator('h1').count(), 1, `${page.url()}: one h1`);
    await expectNoAxeViolations(page);
    await screenshots(page, name);
    await page.setViewportSize({ width: 390, height: heights[390] });
    await expectNoAxeViolations(page);
  }
}

/* Tries in Chromium what assets/scripts promises: each check is one promise.

   node tools/check_scripts.mjs OUTDIR    OUTDIR as build_assets.mjs --gallery made it */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { open_browser, serve } from './gallery_server.mjs';

const outdir = process.argv[2];
if (!outdir) {
  console.error('usage: node tools/check_scripts.mjs OUTDIR');
  process.exit(2);
}

const posts = [];
const server = await serve(outdir, async (request, body) => {
  const form = new URLSearchParams(body);
  const query = form.get('query') ?? '';
  posts.push({ path: request.url, live: request.headers['x-live-search'], csrf: form.get('_csrf'), query });
  if (request.url === '/fr/sign-in') await wait(1000);
  if (query === 'slow') await wait(1500);
  const page = await readFile(path.join(outdir, 'gallery/fr/search.html'), 'utf8');
  return page.replace('3 réponses', '9 réponses').replace('<mark>Aminata Diallo</mark>', `answer to ${query}`);
});
const home = `http://127.0.0.1:${server.address().port}/gallery/fr/`;
const browser = await open_browser();

const checks = {
  async 'the error summary has the focus, and its links lead into the fields'(page) {
    await page.goto(`${home}form.html`);
    assert.equal(await page.evaluate(() => document.activeElement.className), 'error-summary');
    await page.click('.error-summary a >> nth=0');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'birth_date_day');
  },
  async 'leaving a changed form asks first, an untouched one does not'(page) {
    const asked = [];
    page.on('dialog', (dialog) => { asked.push(dialog.type()); dialog.dismiss().catch(() => {}); });
    await page.goto(`${home}confirm.html`);
    await page.goto(`${home}confirm.html?again`);
    assert.deepEqual(asked, []);
    await page.check('input[value="not_said"]');
    await page.click('.brand', { noWaitAfter: true });
    await wait(500);
    assert.deepEqual(asked, ['beforeunload']);
  },
  async 'a form is sent once however often its button is pressed'(page) {
    await page.goto(`${home}sign-in.html`);
    await page.fill('#password', 'x');
    posts.length = 0;
    const busy = await page.evaluate(() => {
      const button = document.querySelector('main button');
      button.click();
      button.click();
      button.click();
      return button.getAttribute('aria-busy');
    });
    assert.equal(busy, 'true');
    await wait(1500);
    assert.equal(posts.length, 1);
  },
  async 'a button is ready again after coming back'(page) {
    await page.goto(`${home}sign-in.html`);
    await page.evaluate(() => {
      document.querySelector('main button').setAttribute('aria-busy', 'true');
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    });
    assert.equal(await page.getAttribute('main button', 'aria-busy'), null);
  },
  async 'search while typing replaces the results, sends the CSRF field and drops late answers'(page) {
    await page.goto(`${home}search.html`);
    posts.length = 0;
    await page.fill('#query', 'slow');
    await wait(600);
    assert.equal(await page.getAttribute('#results', 'aria-busy'), 'true');
    await page.fill('#query', 'quick');
    await page.waitForFunction(() => document.querySelector('#results h2').textContent.includes('answer to quick'));
    await wait(1500);
    assert.match(await page.textContent('#results h2'), /answer to quick/);
    assert.match(await page.textContent('#results-status'), /9 réponses/);
    assert.deepEqual(posts.map((post) => [post.query, post.live, post.csrf]),
      [['slow', 'results', '…'], ['quick', 'results', '…']]);
  },
  async 'one letter searches nothing'(page) {
    await page.goto(`${home}search.html`);
    posts.length = 0;
    await page.fill('#query', 'a');
    await wait(600);
    assert.equal(posts.length, 0);
  },
  async 'a file shows its name and size; too large a one is refused'(page) {
    await page.goto(`${home}form.html`);
    const file = (name, bytes) => ({ name, mimeType: 'application/pdf', buffer: Buffer.alloc(bytes) });
    await page.setInputFiles('#paper', file('passeport.pdf', 1.5 * 1024 * 1024));
    assert.match(await page.textContent('.file-input output'), /passeport\.pdf · 1,5/);
    assert.equal(await page.isVisible('#paper-error'), false);
    await page.setInputFiles('#paper', file('film.pdf', 11 * 1024 * 1024));
    assert.match(await page.textContent('#paper-error'), /dépasse 10 Mo/);
    assert.equal(await page.evaluate(() => document.querySelector('#paper').files.length), 0);
  },
  async 'the copy button copies and says so'(page) {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${home}case.html`);
    await page.click('.copy');
    await page.waitForFunction(() => document.querySelector('#notice').textContent === 'Numéro copié');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'RET-26-4K7QW2M-C');
  },
  async 'Escape and a click elsewhere close the menu'(page) {
    await page.goto(`${home}case.html`);
    await page.click('.menu summary');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.querySelector('.menu').open), false);
    await page.click('.menu summary');
    await page.click('h1');
    assert.equal(await page.evaluate(() => document.querySelector('.menu').open), false);
  },
  async 'on a phone the sections open without a script'(page) {
    await page.route('**/*.js', (route) => route.abort());
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${home}case.html`);
    assert.equal(await page.isVisible('#sections'), false);
    await page.click('.sections-button');
    assert.equal(await page.isVisible('#sections'), true);
  },
  async 'nothing is stored'(page) {
    await page.goto(`${home}search.html`);
    await page.fill('#query', 'quick');
    await wait(600);
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const context = await browser.newContext();
  try {
    await check(await context.newPage());
  } catch (error) {
    failed += 1;
    console.log(`${name}: ${error.message}`);
  }
  await context.close();
}
await browser.close();
server.close();
console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

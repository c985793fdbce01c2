/* Opens every page of the gallery in Chromium under the product's content security policy, in French and Arabic, wide
   and narrow, light and dark, and reports what axe finds, what the policy refuses, what runs over the page's side and
   which targets are under 24 pixels.

   node tools/check_gallery.mjs OUTDIR [--pictures FOLDER] [PAGE…]    OUTDIR as build_assets.mjs --gallery made it */
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { open_browser, serve } from './gallery_server.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const views = [
  { name: 'wide', width: 1280, height: 900, scheme: 'light' },
  { name: 'narrow', width: 390, height: 844, scheme: 'light', touch: true },
  { name: 'dark', width: 1280, height: 900, scheme: 'dark' },
];

/* WCAG 2.5.8: links within a sentence are exempt. */
function small_targets() {
  const found = [];
  for (const one of document.querySelectorAll('a, button, summary, input:not([type="hidden"]), select, textarea')) {
    const box = one.getBoundingClientRect();
    const visible = one.checkVisibility?.() && box.width > 1;
    if (!visible || one.closest('p, dd, label, .visually-hidden')) continue;
    const place = one.closest('label')?.getBoundingClientRect() ?? box;
    if (Math.max(place.height, box.height) < 24 && !['radio', 'checkbox'].includes(one.type)) {
      found.push(`${one.tagName.toLowerCase()} "${one.textContent.trim().slice(0, 40)}" ${Math.round(box.height)} px`);
    }
  }
  return found;
}

async function check_page(browser, address, view, picture) {
  const context = await browser.newContext({ viewport: { width: view.width, height: view.height }, hasTouch: view.touch,
    isMobile: view.touch, colorScheme: view.scheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => { if (message.type() === 'error') faults.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  await page.goto(address);
  await page.evaluate(() => document.fonts.ready);
  if (picture) await page.screenshot({ path: picture, fullPage: true });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) faults.push(`layout: ${over} px over the side`);
  for (const target of await page.evaluate(small_targets)) faults.push(`target: ${target}`);
  await page.evaluate(() => { for (const one of document.querySelectorAll('details:not(.menu)')) one.open = true; });
  const cdp = await context.newCDPSession(page);
  const { executionContextId } = await cdp.send('Page.createIsolatedWorld', {
    frameId: (await cdp.send('Page.getFrameTree')).frameTree.frame.id });
  await cdp.send('Runtime.evaluate', { contextId: executionContextId, expression: await readFile(axe, 'utf8') });
  const { result } = await cdp.send('Runtime.evaluate', { contextId: executionContextId, awaitPromise: true,
    returnByValue: true, expression: `axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
      'best-practice']}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) =>
      v.id + ' ' + n.target.join(' ') + ' ' + (n.any[0]?.message ?? n.all[0]?.message ?? v.help))))` });
  for (const violation of result.value ?? ['axe did not run']) faults.push(`axe: ${violation}`);
  await context.close();
  return faults;
}

const words = process.argv.slice(2);
const at = words.indexOf('--pictures');
const pictures = at >= 0 ? words.splice(at, 2)[1] : null;
const [outdir, ...wanted] = words;
if (!outdir) {
  console.error('usage: node tools/check_gallery.mjs OUTDIR [--pictures FOLDER] [PAGE…]');
  process.exit(2);
}
if (pictures) await mkdir(pictures, { recursive: true });
const server = await serve(outdir);
const browser = await open_browser();
let passed = 0;
let failed = 0;
for (const language of ['fr', 'ar']) {
  for (const file of (await readdir(path.join(outdir, 'gallery', language))).sort()) {
    const name = path.basename(file, '.html');
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const view of views) {
      const address = `http://127.0.0.1:${server.address().port}/gallery/${language}/${file}`;
      const picture = pictures && path.join(pictures, `${name}-${language}-${view.name}.png`);
      const faults = await check_page(browser, address, view, picture);
      if (faults.length === 0) passed += 1; else failed += 1;
      for (const fault of new Set(faults)) console.log(`${name} ${language} ${view.name}: ${fault}`);
    }
  }
}
await browser.close();
server.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

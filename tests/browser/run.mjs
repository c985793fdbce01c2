// Runs tests/browser/*.test.mjs against one instance of BUILD, one after the other: run.mjs BUILD [pattern of names]
// Prints TAP.  CHROMIUM names another browser than /usr/bin/chromium.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { makeContext, tests } from './harness.mjs';
import { canServe, startInstance } from './instance.mjs';

const [build, part = ''] = process.argv.slice(2);
if (!build) {
  console.error('usage: run.mjs BUILD [pattern of names]');
  process.exit(2);
}
process.env.SANAD_BUILD = build;

const here = new URL('.', import.meta.url);
for (const file of readdirSync(here).sort()) if (file.endsWith('.test.mjs')) await import(new URL(file, here));
const chosen = tests.filter(({ name }) => new RegExp(part).test(name));

const flags = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
];

async function within(promise, seconds) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** One test: resolves to null, or to the text of what failed. */
async function runTest({ name, fn, seconds }, browser, instance, sessions) {
  const context = makeContext(browser, instance, sessions);
  let failure = null;
  try {
    await within(fn(context), seconds);
  } catch (error) {
    failure = error.stack ?? String(error);
    mkdirSync(`${build}/screenshots`, { recursive: true });
    for (const [index, page] of context.pages().entries())
      await page.screenshot({ path: `${build}/screenshots/failed-${name.replace(/\W+/g, '-')}-${index}.png` })
        .catch(() => {});
  }
  const troubles = await context.close();
  if (troubles.length > 0) failure = `${failure ?? ''}\nnot expected:\n${troubles.join('\n')}`;
  return failure;
}

function report(number, { name }, failure, skip) {
  if (skip) console.log(`ok ${number} - ${name} # SKIP ${skip}`);
  else console.log(`${failure ? 'not ok' : 'ok'} ${number} - ${name}`);
  if (failure) console.log(failure.trim().replace(/^/gm, '# '));
}

/** Why nothing can run yet, or null. */
function missing() {
  if (!canServe(build)) return 'sanad serve is not there yet';
  return existsSync('package.json') ? null : 'package.json is not there yet';
}

async function runAll() {
  const why = missing();
  if (why) {
    for (const [index, one] of chosen.entries()) report(index + 1, one, null, why);
    return;
  }
  if (part === '') rmSync(`${build}/screenshots`, { recursive: true, force: true });
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags,
  });
  const instance = await startInstance(build);
  const sessions = new Map();
  for (const [index, one] of chosen.entries()) {
    const failure = one.skip ? null : await runTest(one, browser, instance, sessions);
    report(index + 1, one, failure, one.skip);
    if (failure) process.exitCode = 1;
  }
  await browser.close();
  await instance.stop();
}

console.log(`1..${chosen.length}`);
try {
  await runAll();
} catch (error) {
  console.log(`Bail out! ${error.message}`);
  process.exitCode = 1;
}
process.exit();

/* Makes the handbook: a page for each role in French, Arabic and English, its pictures taken from the product as it is.

   node tools/make_handbook.mjs BUILD OUT     serves a demonstration mission of BUILD, writes OUT/{fr,ar,en}/ROLE.html
   node tools/make_handbook.mjs --check       only reads the texts: TAP, a line for what the product does not know

   ./dev handbook calls it. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { LANGUAGES, checkChapters, readChapters, renderChapter } from './handbook/chapters.mjs';
import { photograph } from './handbook/pictures.mjs';
import { canServe, startInstance } from '../tests/browser/instance.mjs';

const WORDS = {
  fr: { title: 'Sanad : le guide', note: 'Personnes et dossiers des images sont inventés pour la démonstration.' },
  ar: { title: 'سند: الدليل', note: 'الأشخاص والملفات في الصور مختلَقون لأغراض العرض.' },
  en: { title: 'Sanad: the handbook', note: 'Persons and files in the pictures were invented for the demonstration.' },
};
const FONTS = ['noto-sans-latin', 'noto-kufi-arabic-arabic'].flatMap((face) => [`${face}-400`, `${face}-600`]);

const direction = (language) => (language === 'ar' ? 'rtl' : 'ltr');

function frame(language, title, body, chapters, current) {
  const links = chapters.map(({ name, title: its }) =>
    `<li><a href="${name}.html"${name === current ? ' aria-current="page"' : ''}>${its}</a></li>`).join('');
  const others = LANGUAGES.filter((one) => one !== language).map((one) =>
    `<a lang="${one}" hreflang="${one}" href="../${one}/${current}.html">${WORDS[one].title}</a>`).join(' · ');
  return `<!DOCTYPE html>
<html lang="${language}" dir="${direction(language)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<link rel="stylesheet" href="../style.css"></head>
<body><header><a href="index.html">${WORDS[language].title}</a><p>${others}</p></header>
<nav><ul>${links}</ul></nav><main>${body}</main><footer>${WORDS[language].note}</footer></body></html>
`;
}

async function signIn(browser, instance, language, name) {
  const context = await browser.newContext({ baseURL: instance.address, locale: language, reducedMotion: 'reduce',
    timezoneId: 'Africa/Casablanca' });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const account = instance.accounts.get(name);
  if (!account) throw new Error(`no demonstration account for ${name}`);
  await page.goto(`/${language}/sign-in`);
  await page.locator('input[name="login"]').fill(account.login);
  await page.locator('input[name="password"]').fill(account.password);
  await page.locator('main form button[type="submit"]').click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
  return page;
}

async function makeChapter(browser, instance, chapter, chapters, out) {
  const { language, name } = chapter;
  const files = new Map(chapter.pictures.map((picture, i) => [picture, `${name}-${i + 1}.png`]));
  if (files.size > 0) {
    const page = await signIn(browser, instance, language, name);
    for (const [picture, file] of files) await photograph(page, language, picture, `${out}/${language}/${file}`);
    await page.context().close();
  }
  const body = renderChapter(chapter, (picture) => files.get(picture));
  mkdirSync(`${out}/${language}`, { recursive: true });
  writeFileSync(`${out}/${language}/${name}.html`, frame(language, chapter.title, body, chapters, name));
  process.stderr.write(`${language}/${name}.html: ${files.size} pictures\n`);
}

function copyStyle(out) {
  mkdirSync(`${out}/fonts`, { recursive: true });
  copyFileSync('tools/handbook/style.css', `${out}/style.css`);
  for (const font of FONTS) {
    const family = font.startsWith('noto-sans') ? 'noto-sans' : 'noto-kufi-arabic';
    copyFileSync(`node_modules/@fontsource/${family}/files/${font}-normal.woff2`, `${out}/fonts/${font}.woff2`);
  }
}

async function make(build, out) {
  if (!canServe(build)) throw new Error(`${build} holds no program that serves`);
  rmSync(out, { recursive: true, force: true });
  copyStyle(out);
  const instance = await startInstance(build);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--disable-gpu', '--disable-dev-shm-usage', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])] });
  try {
    for (const language of LANGUAGES) {
      const chapters = readChapters(language);
      for (const chapter of chapters) await makeChapter(browser, instance, chapter, chapters, out);
      const list = chapters.map(({ name, title }) => `<li><a href="${name}.html">${title}</a></li>`).join('');
      writeFileSync(`${out}/${language}/index.html`,
        frame(language, WORDS[language].title, `<h1>${WORDS[language].title}</h1><ul>${list}</ul>`, chapters, 'index'));
    }
  } finally {
    await browser.close();
    await instance.stop();
  }
}

/** As a test says it. */
function check() {
  const faults = checkChapters();
  for (const fault of faults) process.stdout.write(`# ${fault}\n`);
  process.stdout.write(`1..1\n${faults.length ? 'not ok' : 'ok'} 1 - the handbook says what the pages say\n`);
  process.exitCode = faults.length ? 1 : 0;
}

const [first, out] = process.argv.slice(2);
if (first === '--check') check();
else if (first && out) {
  const faults = checkChapters();
  if (faults.length) process.stderr.write(`${faults.join('\n')}\n`);
  if (faults.length) process.exitCode = 1;
  else await make(first, out);
} else {
  process.stderr.write('usage: make_handbook.mjs BUILD OUT | --check\n');
  process.exitCode = 2;
}

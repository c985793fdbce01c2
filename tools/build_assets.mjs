/* Builds style sheets, script, fonts and icons into OUTDIR under names that carry a hash of their content, so that
   nginx may let browsers keep them for ever, and writes OUTDIR/manifest.txt: "logical-name hashed-name" a line.

   node tools/build_assets.mjs OUTDIR [--gallery]

   With --gallery it also writes OUTDIR/gallery/{fr,ar}/*.html, the markup that templates produce, for
   tools/check_gallery.mjs.  The same sources give the same bytes. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build as bundle } from 'esbuild';
import rtlcss from 'rtlcss';
import * as sass from 'sass';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const sources = path.join(root, 'assets');
const packages = path.join(root, 'node_modules');
const style_sheet_limit = 30 * 1024; /* bytes, gzipped, each direction */

const fonts = [
  ['noto-sans', 'latin', 400], ['noto-sans', 'latin', 600],
  ['noto-sans', 'latin-ext', 400], ['noto-sans', 'latin-ext', 600],
  ['noto-kufi-arabic', 'arabic', 400], ['noto-kufi-arabic', 'arabic', 600],
];

const manifest = new Map();

function hashed(logical, bytes) {
  const { dir, name, ext } = path.posix.parse(logical);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  return path.posix.join(dir, `${name}.${hash}${ext}`);
}

async function emit(outdir, logical, bytes) {
  const name = hashed(logical, bytes);
  const target = path.join(outdir, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, bytes);
  manifest.set(logical, name);
  return name;
}

async function emit_fonts(outdir) {
  for (const [family, subset, weight] of fonts) {
    const file = path.join(packages, '@fontsource', family, 'files', `${family}-${subset}-${weight}-normal.woff2`);
    await emit(outdir, `fonts/${family}-${subset}-${weight}.woff2`, await readFile(file));
  }
}

/* The terms under which we may pass on what the output contains of others. */
async function emit_licences(outdir) {
  const parts = [];
  for (const name of ['@fontsource/noto-kufi-arabic', '@fontsource/noto-sans', 'bootstrap']) {
    parts.push(`${name}\n\n${await readFile(path.join(packages, name, 'LICENSE'), 'utf8')}\n`);
  }
  await emit(outdir, 'third-party.txt', Buffer.from(parts.join('\n')));
}

/* Each icon is a file of its own, 24 by 24, drawn with strokes; together they are one sprite, and
   the class `icon` gives the strokes their colour and width. */
async function emit_icons(outdir) {
  const folder = path.join(sources, 'icons');
  const symbols = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.svg')).sort()) {
    const drawing = (await readFile(path.join(folder, file), 'utf8')).match(/<svg[^>]*>([\s\S]*)<\/svg>/);
    if (!drawing) throw new Error(`assets/icons/${file}: no <svg> element`);
    const lines = drawing[1].replace(/\s*\n\s*/g, '');
    symbols.push(`<symbol id="${file.slice(0, -4)}" viewBox="0 0 24 24">${lines}</symbol>`);
  }
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`;
  await emit(outdir, 'icons.svg', Buffer.from(sprite));
  await emit(outdir, 'favicon.svg', await readFile(path.join(sources, 'favicon.svg')));
}

async function emit_styles(outdir) {
  const { css } = sass.compile(path.join(sources, 'styles', 'app.scss'), {
    style: 'compressed', loadPaths: [packages], quietDeps: true,
    silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
  });
  const unknown = css.match(/url\((?!fonts\/)[^)]*\)/);
  if (unknown) throw new Error(`app.css: ${unknown[0]}: the content security policy allows our own files only`);
  const left_to_right = css.replace(/url\((fonts\/[^)]+)\)/g, (whole, logical) => {
    if (!manifest.has(logical)) throw new Error(`app.css: ${logical}: not among the fonts`);
    return `url(${manifest.get(logical)})`;
  });
  const right_to_left = rtlcss.process(left_to_right);
  for (const [logical, sheet] of [['app.css', left_to_right], ['app.rtl.css', right_to_left]]) {
    const text = sheet.replace(/\/\*[\s\S]*?\*\//g, '');
    const size = gzipSync(text, { level: 9 }).length;
    if (size > style_sheet_limit)
      throw new Error(`${logical}: ${size} bytes gzipped, the limit is ${style_sheet_limit}`);
    await emit(outdir, logical, Buffer.from(text));
  }
}

async function emit_script(outdir) {
  const { outputFiles } = await bundle({
    entryPoints: [path.join(sources, 'scripts', 'app.js')], bundle: true, minify: true, format: 'esm',
    target: ['es2020'], charset: 'utf8', legalComments: 'none', write: false,
  });
  await emit(outdir, 'app.js', Buffer.from(outputFiles[0].contents));
}

/* The gallery is written once for both languages: [[français|العربية]] in a line, or <!--fr-->…<!--ar-->…<!--end--> for
   whole passages; {icon name} stands for the markup of an icon.  The first line of a page names layout, title and
   section.  A page with a form "page-form" gets language buttons that submit it. */
function in_language(text, language) {
  const pick = language === 'fr' ? '$1' : '$2';
  return text.replace(/<!--fr-->([\s\S]*?)<!--ar-->([\s\S]*?)<!--end-->/g, pick)
    .replace(/\[\[([^|\]]*)\|([^\]]*)\]\]/g, pick);
}

async function write_gallery(outdir) {
  const folder = path.join(sources, 'gallery');
  for (const language of ['fr', 'ar']) {
    const target = path.join(outdir, 'gallery', language);
    await mkdir(target, { recursive: true });
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.html') && !name.startsWith('_'))) {
      const source = in_language(await readFile(path.join(folder, file), 'utf8'), language);
      const head = source.match(/^<!-- layout: (\w+); title: (.*); section: (\w*) -->\n/);
      if (!head) throw new Error(`assets/gallery/${file}: the first line must name layout, title and section`);
      const layout = in_language(await readFile(path.join(folder, `_${head[1]}.html`), 'utf8'), language);
      const languages = source.includes('id="page-form"') ? 'with-form' : 'without-form';
      const page = layout.replace(/<!--(with|without)-form-->([\s\S]*?)<!--end-->/g,
        (whole, kind, markup) => (languages === `${kind}-form` ? markup : ''))
        .replace('{title}', head[2]).replace('{page}', source.slice(head[0].length))
        .replace(`data-section="${head[3]}"`, 'aria-current="page"').replace(/ data-section="\w*"/g, '')
        .replace(/\{file\}/g, file).replace(/\{icon ([\w-]+)( icon-directional)?\}/g,
          '<svg class="icon$2" aria-hidden="true"><use href="/assets/icons.svg#$1"/></svg>')
        .replace(/\/assets\/([\w./-]+)/g, (whole, logical) => {
          if (!manifest.has(logical)) throw new Error(`assets/gallery/${file}: ${logical}: not in the manifest`);
          return `/assets/${manifest.get(logical)}`;
        });
      await writeFile(path.join(target, file), page);
    }
  }
}

const outdir = process.argv[2];
if (!outdir || outdir.startsWith('-')) {
  console.error('usage: node tools/build_assets.mjs OUTDIR [--gallery]');
  process.exit(2);
}
await mkdir(outdir, { recursive: true });
const there = await readdir(outdir);
if (there.length > 0 && !there.includes('manifest.txt')) {
  console.error(`${outdir}: not empty and not made by this tool`);
  process.exit(1);
}
for (const name of there) await rm(path.join(outdir, name), { recursive: true });
await emit_fonts(outdir);
await emit_licences(outdir);
await emit_icons(outdir);
await emit_styles(outdir);
await emit_script(outdir);
const lines = [...manifest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([logical, name]) => `${logical} ${name}\n`);
await writeFile(path.join(outdir, 'manifest.txt'), lines.join(''));
if (process.argv.includes('--gallery')) await write_gallery(outdir);

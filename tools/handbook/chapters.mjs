// The texts of the handbook: docs/handbook/LANGUAGE/ROLE.md (docs/handbook/README.md says how they are written).
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { po } from 'gettext-parser';
import { Marked } from 'marked';

export const LANGUAGES = ['fr', 'ar', 'en'];
const FOLDER = 'docs/handbook';
/** {{Save}}: what stands on the page under that name. */
const LABEL = /\{\{([^{}]+)\}\}/g;
/** ![what is seen](page:/persons#first "part of the page") */
const PICTURE = /!\[([^\]]*)\]\(page:(\S+?)(?:\s+"([^"]*)")?\)/g;

/** The words of the pages in one language: English text → { text, known }. */
function wordsOf(language) {
  const file = language === 'en' ? 'po/sanad.pot' : `po/${language}.po`;
  const words = new Map();
  for (const context of Object.values(po.parse(readFileSync(file)).translations))
    for (const { msgid, msgstr } of Object.values(context)) if (msgid) words.set(msgid, msgstr[0] || msgid);
  return words;
}

/** Chapters in the order of docs/handbook/order.txt. */
export function chapterNames() {
  return readFileSync(`${FOLDER}/order.txt`, 'utf8').split('\n').map((line) => line.trim()).filter(Boolean);
}

/** { name, role, language, title, source, pictures: [{ alt, path, first, part }] } */
function readChapter(name, language) {
  const file = `${FOLDER}/${language}/${name}.md`;
  const source = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const pictures = [...source.matchAll(PICTURE)].map(([, alt, place, part]) => {
    const [path, ...marks] = place.split('#');
    return { alt, path, first: marks.includes('first'), below: marks.find((mark) => mark.startsWith('/')) ?? '', part };
  });
  const title = /^# (.+)$/m.exec(source)?.[1] ?? '';
  return { name, language, file, source, title, pictures };
}

export function readChapters(language) {
  return chapterNames().map((name) => readChapter(name, language));
}

const placesOf = (chapter) => [...chapter.source.matchAll(PICTURE)].map((match) => match[2]).join(' ');
const labelsOf = (chapter) => [...chapter.source.matchAll(LABEL)].map((match) => match[1]);
const sectionsOf = (chapter) => (chapter.source.match(/^## /gm) ?? []).length;

/** What is wrong with the texts, a line each: nothing that stands there may be unknown to the product. */
export function checkChapters() {
  const faults = [];
  const languages = new Map(LANGUAGES.map((language) => [language, readChapters(language)]));
  for (const [language, chapters] of languages) {
    const words = wordsOf(language);
    chapters.forEach((chapter, i) => {
      const first = languages.get(LANGUAGES[0])[i];
      const say = (what) => faults.push(`${chapter.file}: ${what}`);
      if (!chapter.title) return say('is missing, or has no title');
      for (const label of labelsOf(chapter)) if (!words.has(label)) say(`no page says "${label}"`);
      for (const { alt, path } of chapter.pictures) if (!alt) say(`the picture of ${path} does not say what is seen`);
      if (placesOf(chapter) !== placesOf(first)) say(`shows other pages than ${first.file}`);
      if (sectionsOf(chapter) !== sectionsOf(first)) say(`has other sections than ${first.file}`);
      if (/\]\(page:/.test(chapter.source.replaceAll(PICTURE, ''))) say('a picture is not written as they are');
    });
    const known = new Set(chapters.map(({ name }) => `${name}.md`));
    for (const file of readdirSync(`${FOLDER}/${language}`))
      if (!known.has(file)) faults.push(`${FOLDER}/${language}/${file}: is not in order.txt`);
  }
  return faults;
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => text.replace(/[&<>"]/g, (one) => ENTITIES[one]);

/** The chapter as HTML; fileOf(picture) is where a picture lies. */
export function renderChapter(chapter, fileOf) {
  const words = wordsOf(chapter.language);
  let at = 0;
  const source = chapter.source
    .replace(PICTURE, () => {
      const picture = chapter.pictures[at++];
      const alt = escaped(picture.alt.replace(LABEL, (_, label) => words.get(label)));
      return `<figure><img src="${fileOf(picture)}" alt="${alt}" loading="lazy">`
        + `<figcaption>${alt}</figcaption></figure>`;
    })
    .replace(LABEL, (_, label) => `<b class="label">${escaped(words.get(label))}</b>`);
  return new Marked({ gfm: true }).parse(source);
}

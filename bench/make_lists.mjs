// Two lists of generated registrations with people in common: make_lists.mjs GROUPS.tsv OUT ROWS SEED [held-back]
// GROUPS.tsv: Arabic spelling, Latin spelling, count; spellings of one Arabic word are one name.  Nobody is real.
// held-back: only of names that the model of spellings was never trained on (pair_is_held_back() of tools/train_names).
import { createWriteStream, readFileSync } from 'node:fs';

const [file, out, rowsWanted, seedText, which] = process.argv.slice(2);
const rows = Number(rowsWanted);
const COMMON = 0.3; // of the rows of either list
let state = Number(seedText) >>> 0;

function random() { // mulberry32
  state = (state + 0x6D2B79F5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const chance = (p) => random() < p;
const pick = (list) => list[below(list.length)];

// The normal form of what the file holds in Arabic (src/matching/letters.c), as far as these words go.
const NORMAL = { أ: 'ا', إ: 'ا', آ: 'ا', ى: 'ي', ئ: 'ي', ؤ: 'و', ة: 'ه' };
function isHeldBack(arabic) {
  const form = [...arabic].map((letter) => NORMAL[letter] ?? letter).filter((letter) => letter !== 'ء').join('');
  let hash = 2166136261;
  for (const byte of Buffer.from(form)) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return (hash >>> 8) % 10 === 0;
}

function readGroups() {
  const groups = new Map();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [arabic, latin, count] = line.split('\t');
    if (!latin || !/^[a-z]{3,12}$/.test(latin) || !/^[\u0621-\u064a]{3,}$/.test(arabic)) continue;
    if (which === 'held-back' && !isHeldBack(arabic)) continue;
    if (!groups.has(arabic)) groups.set(arabic, { arabic, spellings: [] });
    for (let i = 0; i < Math.min(Number(count), 5); i++) groups.get(arabic).spellings.push(latin);
  }
  return [...groups.values()].filter((group) => group.spellings.length > 1);
}

const groups = readGroups();
// Common names are common: the n-th has a share of 1/(n + 5).
function zipf(list) {
  const sums = [];
  let sum = 0;
  list.forEach((_, i) => sums.push(sum += 1 / (i + 6)));
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) low = middle + 1; else high = middle;
    }
    return list[low];
  };
}
const choose = (count) => Array.from({ length: count }, () => pick(groups));
const countries = Array.from({ length: 25 }, (_, i) => (
  { name: `Country${i}`, given: zipf(choose(400)), family: zipf(choose(1200)) }));
const country = zipf(countries);
const towns = choose(60);
const two = (n) => String(n).padStart(2, '0');

function person(number) {
  const home = country();
  return {
    number, home, sex: chance(0.35) ? 'F' : 'M',
    given: [home.given()], family: Array.from({ length: chance(0.35) ? 2 : 1 }, home.family),
    year: 1965 + Math.floor(Math.sqrt(random()) * 43), month: 1 + below(12), day: 1 + below(28), estimated: chance(0.3),
    mother: home.given(), town: pick(towns), phone: String(below(1e9)).padStart(9, '0'),
  };
}

function spelling(group, arabic) {
  if (arabic) return group.arabic;
  let word = pick(group.spellings);
  if (chance(0.05) && word.length > 4) {
    const at = 1 + below(word.length - 2);
    word = word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
  }
  return word;
}

function birth(who) {
  let { year, month, day } = who;
  if (who.estimated || chance(0.08)) {
    year += chance(0.3) ? pick([-1, 1, -2, 2]) : 0;
    return chance(0.3) ? `${year}` : `${year}-01-01`;
  }
  if (chance(0.04) && day <= 12) [month, day] = [day, month];
  if (chance(0.04)) day = Math.max(1, Math.min(28, day + pick([-1, 1, 10, -10])));
  if (chance(0.03)) year += pick([-10, 10, -1, 1]);
  return `${year}-${two(month)}-${two(day)}`;
}

function row(who, list) {
  const arabic = chance(list === 'A' ? 0.02 : 0.23);
  const family = who.family.length > 1 && chance(0.2) ? who.family.slice(0, 1) : who.family;
  let given = who.given.map((group) => spelling(group, arabic)).join(' ');
  let last = family.map((group) => spelling(group, arabic)).join(' ');
  if (chance(0.28)) [given, last] = [last, given];
  const sex = chance(0.035) ? (who.sex === 'F' ? 'M' : 'F') : who.sex;
  const phone = chance(0.45) ? (chance(0.4) ? who.phone : String(below(1e9)).padStart(9, '0')) : '';
  const nationality = chance(0.975) ? who.home.name : pick(countries).name;
  return [`${list}${two(below(1e6))}_${who.number}`, given, last, sex, birth(who), nationality,
    chance(0.5) ? spelling(chance(0.8) ? who.town : pick(towns), false) : '', phone,
    chance(0.4) ? spelling(who.mother, arabic) : '', who.number].join(',');
}

async function write(list, people) {
  const stream = createWriteStream(`${out}/${list}.csv`);
  stream.write('rec_id,given,family,sex,dob,nat,town,phone,mother,person\n');
  for (const who of people) {
    if (!stream.write(`${row(who, list)}\n`)) await new Promise((go) => { stream.once('drain', go); });
  }
  await new Promise((go) => { stream.end(go); });
}

const everybody = Array.from({ length: Math.round(rows * (2 - COMMON)) }, (_, i) => person(i + 1));
const shuffled = (list) => {
  for (let i = list.length - 1; i > 0; i--) {
    const k = below(i + 1);
    [list[i], list[k]] = [list[k], list[i]];
  }
  return list;
};
await write('A', shuffled(everybody.slice(0, rows)));
await write('B', shuffled(everybody.slice(everybody.length - rows)));

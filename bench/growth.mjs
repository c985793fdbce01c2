// The picture and the table of bench/growth: node growth.mjs RESULTS OUT
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const [results, out] = process.argv.slice(2);
const SIZES = [10000, 100000, 1000000];
const ENGINES = [['sqlite', 'SQLite'], ['postgresql', 'PostgreSQL']];
/** They show more the more there is. */
const SHOWS_MORE = new Set(['report', 'export']);
const NOISE = 1.15; // of two measurements of the same; found by measuring twice

const count = (number) => number.toLocaleString('en').replaceAll(',', ' ');
const load = (engine, persons) => {
  const path = `${results}/bench.${engine}.${persons}.json`;
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
};

/** Processor microseconds of a request, the database's included: they depend least on who else is there.  An export
 *  is counted by the row. */
function cost({ product, name }) {
  const each = product.sanad + product.database;
  return name === 'export' ? (each * product.rate) / product.items : each;
}

/** [{ engine, persons, costs }] of what was measured. */
function measured() {
  return ENGINES.flatMap(([engine, title]) => SIZES.map((persons) => ({ engine, title, persons,
    result: load(engine, persons) }))).filter(({ result }) => result).map(({ result, ...one }) => ({ ...one, result,
    costs: new Map(result.measurements.map((measurement) => [measurement.name, cost(measurement)])),
    waits: new Map(result.measurements.map(({ name, product }) => [name, product.p50])) }));
}

const digits = (number) => (number < 10 ? 2 : 1);
const short = (number) => (number < 100 ? number.toFixed(digits(number)) : count(Math.round(number)));

/** How often dearer the largest is than the smallest, and the logarithm of the data. */
function growth(points, name) {
  const known = points.filter(({ costs }) => costs.has(name));
  const [first, last] = [known[0], known.at(-1)];
  if (!first || first === last) return null;
  const factor = last.costs.get(name) / first.costs.get(name);
  const logarithm = Math.log(last.persons) / Math.log(first.persons);
  return { factor, logarithm, within: factor <= logarithm * NOISE };
}

function verdict(points, name) {
  const found = growth(points, name);
  if (!found) return '';
  const times = `× ${found.factor.toFixed(2)}`;
  if (SHOWS_MORE.has(name)) return `${times} (${name === 'export' ? 'a row' : 'counts everything'})`;
  return `${times}: ${found.within ? 'no faster than the logarithm' : '**faster than the logarithm**'} ` +
    `(× ${found.logarithm.toFixed(2)})`;
}

function table(points, names) {
  const head = ['', ...points.map(({ persons }) => `${count(persons)}: CPU µs`),
    ...points.map(({ persons }) => `${count(persons)}: p50 ms`), 'from the smallest to the largest'];
  const rows = names.map((name) => [name, ...points.map(({ costs }) => (costs.has(name) ? short(costs.get(name)) : '')),
    ...points.map(({ waits }) => (waits.has(name) ? short(waits.get(name)) : '')), verdict(points, name)]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map(line).join('\n');
}

// --- the picture: for each engine how often dearer than at the smallest size, on logarithmic axes

const WIDTH = 380, HEIGHT = 260, LEFT = 46, TOP = 40, RIGHT = 96, BOTTOM = 44;
const MOST = 32; // times
const COLOURS = ['#1b6ca8', '#b3541e', '#2e7d32', '#7b3fa0', '#9a7b00', '#c2185b', '#00796b', '#444'];
const MARKS = ['', '6 3', '2 3', '8 3 2 3', '1 2', '10 4', '4 2', '12 3 2 3'];
const x = (persons) => LEFT + ((Math.log10(persons) - 4) / 2) * (WIDTH - LEFT - RIGHT);
const y = (times) => TOP + (1 - Math.log2(Math.max(0.5, times) * 2) / Math.log2(MOST * 2)) * (HEIGHT - TOP - BOTTOM);
const text = (at, down, what, more = '') =>
  `<text x="${at.toFixed(1)}" y="${down.toFixed(1)}" ${more}>${what}</text>`;

function axes(title) {
  const times = [0.5, 1, 2, 4, 8, 16, 32].map((n) =>
    `<path d="M${LEFT} ${y(n).toFixed(1)}H${WIDTH - RIGHT}" stroke="#ddd"/>` +
    text(LEFT - 6, y(n) + 3.5, `× ${n}`, 'text-anchor="end"'));
  const sizes = SIZES.map((n) => text(x(n), HEIGHT - BOTTOM + 16, count(n), 'text-anchor="middle"'));
  return [text(LEFT, 18, title, 'font-weight="bold"'), ...times, ...sizes,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, 'persons', 'text-anchor="middle"')];
}

function line(points, name, i) {
  const known = points.filter(({ costs }) => costs.has(name));
  const at = known.map(({ persons, costs }) => [x(persons), y(costs.get(name) / known[0].costs.get(name))]);
  const path = at.map(([across, down], n) => `${n === 0 ? 'M' : 'L'}${across.toFixed(1)} ${down.toFixed(1)}`).join('');
  return { down: at.at(-1)?.[1] ?? 0, name, colour: COLOURS[i % COLOURS.length], svg:
    `<path d="${path}" fill="none" stroke="${COLOURS[i % COLOURS.length]}" stroke-width="2" ` +
    `stroke-dasharray="${MARKS[i % MARKS.length]}"/>` };
}

/** Names beside the ends of their lines, none upon another. */
function ends(lines) {
  let last = -Infinity;
  return [...lines].sort((a, b) => a.down - b.down).map(({ down, name, colour }) => {
    last = Math.max(down, last + 12);
    return text(WIDTH - RIGHT + 6, last + 3.5, name, `fill="${colour}"`);
  });
}

function panel(title, points, names) {
  const lines = names.map((name, i) => line(points, name, i));
  const known = points.map(({ persons }) => persons);
  const logarithm = known.map((n, i) => `${i === 0 ? 'M' : 'L'}${x(n).toFixed(1)} ` +
    `${y(Math.log(n) / Math.log(known[0])).toFixed(1)}`).join('');
  const grey = `<path d="${logarithm}" fill="none" stroke="#888" stroke-width="6" stroke-opacity=".35"/>`;
  return [...axes(title), grey, ...lines.map(({ svg }) => svg), ...ends(lines)].join('\n');
}

function picture(engines, names) {
  const panels = engines.map(({ title, points }, i) =>
    `<g transform="translate(${i * WIDTH} 0)">\n${panel(title, points, names)}\n</g>`);
  const width = WIDTH * engines.length;
  const size = `viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ` +
    'role="img" font-family="sans-serif" font-size="11">\n' +
    '<title>Processor time of a request against the size of the mission; grey: the logarithm</title>\n' +
    `<rect width="${width}" height="${HEIGHT}" fill="#fff"/>\n${panels.join('\n')}\n</svg>\n`;
}

const all = measured();
const engines = ENGINES
  .map(([engine, title]) => ({ engine, title, points: all.filter((one) => one.engine === engine) }))
  .filter(({ points }) => points.length > 0);
const names = [...new Set(all.flatMap(({ costs }) => [...costs.keys()]))].filter((name) => name !== 'sign-in');
mkdirSync(out, { recursive: true });
writeFileSync(`${out}/growth.svg`, picture(engines, names.filter((name) => !SHOWS_MORE.has(name))));
const said = engines.map(({ title, points }) => `## ${title}\n\n${table(points, names)}\n\n` +
  points.map(({ persons, result }) => `- ${count(persons)} persons: commit ${result.machine.commit}, ` +
    `${result.machine.date}, load when it began ${result.machine.load}`).join('\n'));
const markdown = ['# How cost grows', '![](growth.svg)', 'Processor time of a request, the database\'s included, and ' +
  'what half of those who ask wait for at most, with as many in flight as bench/README.md says; an export by ' +
  'the row.\n' +
  `Drawn: how often dearer than at ${count(SIZES[0])} persons; grey: the logarithm of the persons.`,
...said].join('\n\n') + '\n';
writeFileSync(`${out}/growth.md`, markdown);
process.stdout.write(markdown);

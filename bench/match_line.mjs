// What `sanad match` printed, as a row of the table: match_line.mjs NAME SCALE
import { readFileSync } from 'node:fs';

const [name, scale] = process.argv.slice(2);
const text = readFileSync(0, 'utf8');
const found = (pattern) => text.match(pattern)?.[1] ?? '';
const pairs = found(/^pairs, best cut.*F1 ([0-9.]+)/m);
const single = found(/^one to one, best cut.*F1 ([0-9.]+)/m);
const across = [...text.matchAll(/^recall of Arabic and Latin *([0-9.]+)/gm)].map((match) => match[1]);
const [, wall, processor, memory] = text.match(/^wall ([0-9.]+) s, processor ([0-9.]+) s, memory at most (\d+)/m) ?? [];
process.stdout.write(`| ${name} | ${pairs} | ${single} | ${across.join(' / ')} | ${processor} | `
  + `${(processor * scale).toFixed(2)} | ${wall} | ${memory} |\n`);

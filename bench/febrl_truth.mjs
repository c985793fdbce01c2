// Which records of FEBRL are one person stands in their numbers (rec-1070-org, rec-1070-dup-0):
// febrl_truth.mjs FEBRL OUT
import { readFileSync, writeFileSync } from 'node:fs';

const [folder, out] = process.argv.slice(2);
const ids = (file) => readFileSync(`${folder}/${file}`, 'utf8').split('\n').slice(1).filter(Boolean)
  .map((line) => line.split(',')[0].trim());
const person = (id) => id.split('-')[1];

const originals = new Map(ids('dataset4a.csv').map((id) => [person(id), id]));
writeFileSync(`${out}/febrl4.csv`, 'a,b\n' + ids('dataset4b.csv').filter((id) => originals.has(person(id)))
  .map((id) => `${originals.get(person(id))},${id}\n`).join(''));

const first = new Map();
let pairs = 'a,b\n';
for (const id of ids('dataset3.csv')) {
  if (first.has(person(id))) pairs += `${first.get(person(id))},${id}\n`;
  else first.set(person(id), id);
}
writeFileSync(`${out}/febrl3.csv`, pairs);

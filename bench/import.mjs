// An import of many lines: see bench/import.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makeDirectory, run, user } from './instance.mjs';
import { Memory, cpuSeconds } from './processes.mjs';
import { machine } from './table.mjs';

const { values: options } = parseArgs({
  options: {
    lines: { type: 'string', default: '100000' },
    database: { type: 'string', default: '' }, // an empty one of PostgreSQL; else SQLite
    persons: { type: 'string', default: '1000' }, // of the mission before
    'no-undo': { type: 'boolean', default: false },
  },
});
const LINES = Number(options.lines);
const build = 'build';
const folder = `${build}/bench.import`;
const data = `${folder}/data`;
const place = ['--data', data, '--keys', `${folder}/keys`];
const COLUMNS = 'Né le=birth:dmy:day;Consentement=consent_on:dmy;Moyen=consent_means;Langue=consent_language';

/** Numbers as if by chance, the same in every run. */
function chances() {
  let seed = 20221103;
  return (below) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

/** Names that hardly anybody shares: who resembles somebody known is another measurement. */
function writeFile(path) {
  const chance = chances();
  const parts = ['ba', 'di', 'ka', 'lo', 'ma', 'né', 'ou', 'ri', 'sy', 'ta', 'vi', 'za', 'ké', 'fo', 'gu', 'ha'];
  const name = (count) => Array.from({ length: count }, () => parts[chance(parts.length)]).join('');
  const two = (number) => String(number).padStart(2, '0');
  const countries = ['GIN', 'SEN', 'CIV', 'MLI', 'CMR'];
  const lines = ['Réf;Nom;Prénom;Sexe;Né le;Nationalité;Téléphone;Consentement;Moyen;Langue'];
  for (let i = 0; i < LINES; i++) {
    const birth = `${two(2 + chance(26))}/${two(1 + chance(12))}/${1960 + chance(44)}`;
    lines.push([`B${i}`, name(5).toUpperCase(), name(3), 'FM'[chance(2)], birth, countries[chance(5)],
      `06${String(10000000 + i).slice(-8)}`, `${two(1 + chance(28))}/01/2022`, 'signed', 'fra'].join(';'));
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}

/** `sanad import …` with what it took until each time that it said how far it is. */
function importing(words, says) {
  const child = spawn(`${build}/sanad`, ['import', ...words, ...place],
    { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
  const memory = new Memory(child.pid);
  const steps = [];
  let text = '';
  let begun = { at: performance.now(), cpu: 0 };
  child.stderr.on('data', (piece) => {
    text += piece;
    while (text.includes('\n')) {
      const line = text.slice(0, text.indexOf('\n'));
      text = text.slice(line.length + 1);
      if (!line.startsWith('sanad import: ')) continue;
      const now = { at: performance.now(), cpu: cpuSeconds(child.pid) };
      steps.push({ line, seconds: (now.at - begun.at) / 1000, cpu: now.cpu - begun.cpu, ...memory.largest() });
      begun = now;
    }
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      memory.end();
      if (status !== 0 || steps.length !== says)
        return reject(new Error(`sanad import: ${status}: ${steps.map(({ line }) => line).join('\n')}${text}`));
      resolve(steps);
    });
  });
}

function report(what, { seconds, cpu, own, files }) {
  const whole = (number) => Math.round(number).toLocaleString('en').replaceAll(',', ' ');
  const short = (number, digits, width) => number.toFixed(digits).padStart(width);
  console.log(`${what.padEnd(22)} ${whole(LINES / seconds).padStart(8)} lines/s  ${short(seconds, 1, 7)} s  ` +
    `CPU ${short(cpu, 1, 6)} s  own memory ${short(own, 0, 4)} MB  pages of files ${short(files, 0, 4)} MB`);
}

rmSync(folder, { recursive: true, force: true });
for (const path of [build, folder, data]) makeDirectory(path);
if (options.database) place.push('--database', options.database);
run(`${build}/sanad`, ['demo', ...place, '--persons', options.persons, '--make-if-missing'],
  { log: `${folder}/demo.log` });
writeFile(`${folder}/persons.csv`);
const login = /^ACCOUNT supervisor (\S+)/m.exec(readFileSync(`${data}/accounts.txt`, 'utf8'))?.[1] ?? 'supervisor';
const began = machine();
const engine = options.database ? 'PostgreSQL' : 'SQLite';
console.log(`${began.date}, commit ${began.commit}, ${engine}, ${began.processor}, load ${began.load}: ` +
  `${LINES} lines of ten columns into a mission of ${options.persons} persons`);
const [checked, stored] = await importing(
  ['persons', `${folder}/persons.csv`, '--as', login, '--columns', COLUMNS, '--alike'], 2);
report('reading and checking', checked);
report('storing', stored);
if (!options['no-undo']) {
  const number = /IMP-\S+/.exec(stored.line)?.[0] ?? /import: (\S+)/.exec(stored.line)[1];
  const [undone] = await importing(['--undo', number, '--as', login], 1);
  report('undoing', undone);
}
console.log(stored.line);

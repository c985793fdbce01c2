// The result of a run as text for a terminal and as Markdown.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

export function machine() {
  const git = (...words) => execFileSync('git', words, { encoding: 'utf8' }).trim();
  const system = /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
  return {
    commit: git('rev-parse', '--short=12', 'HEAD') + (changed ? ' with changes' : ''),
    date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
    processor: `${cpus().length} × ${cpus()[0].model.trim()}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: `${system}, kernel ${release()}`,
    load: loadavg().map((one) => one.toFixed(1)).join(' '),
  };
}

const whole = (number) => Math.round(number).toLocaleString('en').replaceAll(',', ' ');
const short = (number) => (number < 10 ? number.toFixed(2) : number < 100 ? number.toFixed(1) : whole(number));

const HEAD = ['', 'bytes', 'in flight', 'req/s', 'p50 ms', 'p99 ms', 'CPU µs sanad', 'CPU µs database',
  'CPU µs nginx', 'file req/s', 'file p99 ms',
  'file CPU µs', 'bare req/s', 'bare p50 ms', 'bare p99 ms', 'bare CPU µs', 'req/s ÷ bare', 'CPU ÷ bare'];

function row({ name, size, product, file, bare, ratio }) {
  const rate = product.rate < 10 ? short(product.rate) : whole(product.rate);
  return [name, whole(size), String(product.clients), rate, short(product.p50), short(product.p99),
    whole(product.sanad), product.database ? whole(product.database) : '', whole(product.nginx),
    ...(file ? [whole(file.rate), short(file.p99), short(file.nginx)] : ['', '', '']),
    ...(bare ? [bare.rate < 10 ? short(bare.rate) : whole(bare.rate), bare.p50.toFixed(3), bare.p99.toFixed(3),
      short(bare.cpu), ratio.toFixed(2), ((product.sanad + product.database) / bare.cpu).toFixed(1)]
      : ['', '', '', '', '', ''])];
}

/** The same with other numbers of clients: requests/s, p50, p99 of each, and the memory of all processes. */
function clientRows({ measurements }) {
  const measured = measurements.filter(({ clients }) => clients?.length > 0);
  if (measured.length === 0) return null;
  const numbers = measured[0].clients.map(({ clients }) => clients);
  const head = ['clients', ...numbers.flatMap((n) => [`${n}: req/s`, 'p50 ms', 'p99 ms', 'MB'])];
  return [head, ...measured.map(({ name, clients }) =>
    [name, ...clients.flatMap(({ rate, p50, p99, memory }) => [whole(rate), short(p50), short(p99), whole(memory)])])];
}

/** What is wanted: at a million persons or on a small host what the million is to reach, twice that on the latter. */
const MILLION = { 'my work': 40, search: 60, 'open a case': 25, save: 100 };
const HUNDRED_THOUSAND = { 'open a case': 20, search: 30 };
const BRIEF = 500; // of any other page, in milliseconds

/** Name, measured, wanted, reached? */
function wanted(result) {
  const of = (name) => result.measurements.find((one) => one.name === name);
  const large = result.persons >= 1e6;
  const lines = [];
  const add = (what, measured, limit, reached) => lines.push([what, measured, limit, reached ? 'yes' : 'no']);
  for (const [name, limit] of Object.entries(large || result.smallHost ? MILLION : HUNDRED_THOUSAND)) {
    const most = result.smallHost ? 2 * limit : limit;
    const p99 = of(name)?.product.p99;
    if (p99 !== undefined) add(`${name}, p99`, `${short(p99)} ms`, `< ${most} ms`, p99 < most);
  }
  for (const { name, product } of result.measurements.filter((one) => one.brief))
    add(`${name}, p99`, `${short(product.p99)} ms`, `< ${BRIEF} ms`, product.p99 < BRIEF);
  const save = of('save');
  const rows = of('export')?.product.items;
  if (save?.bare && result.engine === 'sqlite')
    add('saves, of the bare program’s', `${whole(save.ratio * 100)} %`, '≥ 70 %', save.ratio >= 0.7);
  if (save && result.engine === 'sqlite')
    add('CPU of a save, sanad', `${whole(save.product.sanad)} µs`, '≤ 250 µs', save.product.sanad <= 250);
  if (rows) add('export', `${whole(rows)} rows/s`, '> 50 000 rows/s', rows > 50000);
  const { sanad, nginx } = result.memory;
  const each = `(sanad ${whole(sanad)}, nginx ${whole(nginx)})`;
  const most = large ? 300 : 150;
  add('memory of all processes', `${whole(sanad + nginx)} MB ${each}`, `< ${most} MB`, sanad + nginx < most);
  const start = large ? 1 : 0.5;
  add('start to the first answer of /health', `${result.start.toFixed(3)} s`, `< ${start} s`, result.start < start);
  return lines;
}

function notes(result) {
  const { commit, date, processor, memory, system, load } = result.machine;
  const of = (name) => result.measurements.find((one) => one.name === name);
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  const lines = [
    `commit ${commit}, ${date}`,
    `${processor}, ${memory}, ${system}; load when it began ${load}`,
    `${result.engine}, ${whole(result.persons)} persons, database ${whole(result.database / 1e6)} MB; ` +
      `${whole(result.cases)} cases asked for`,
    `in flight for ${result.seconds} s, median of ${result.rounds} rounds; wrk, nginx and sanad share the processors`,
    `program ${megabytes(result.sizes.whole)} MB, stripped ${megabytes(result.sizes.stripped)} MB`,
  ];
  const [made, save] = [of('export')?.product, of('save')];
  const row = made ? (made.bytes * made.rate) / made.items : 0;
  if (made) lines.push(`export: ${whole(made.items / made.rate)} rows of ${whole(row)} bytes; the ` +
    `process that writes it had ${made.peak.toFixed(1)} MB of its own at most`);
  if (result.smallHost) {
    const { limit, peak, full } = result.smallHost;
    lines.push(`small host: all that serves had ${whole(limit / 2 ** 20)} MB, pages of files included, and one ` +
      `processor, the load the other; ${whole(peak / 2 ** 20)} MB at most, ${whole(full)} times at the limit`);
  }
  if (save?.bare && result.engine === 'sqlite') lines.push(`a commit for ${save.product.batch.toFixed(1)} saves, in ` +
    `the bare program too; told to try again: ${whole(save.product.refused)} of ${whole(save.product.requests)}`);
  return lines;
}

function aligned(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((cells) => cells[i].length)));
  const pad = (cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]));
  return rows.map((cells) => cells.map(pad).join('  ')).join('\n');
}

function markdown(rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = rows[0].map((_, i) => (i === 0 ? '---' : '---:'));
  return [rows[0], rule, ...rows.slice(1)].map(line).join('\n');
}

const WANTED_HEAD = ['wanted', 'measured', 'limit', 'reached'];

function tables(result) {
  const clients = clientRows(result);
  return [[HEAD, ...result.measurements.map(row)], ...(clients ? [clients] : []), [WANTED_HEAD, ...wanted(result)]];
}

export function tableText(result) {
  return `${tables(result).map(aligned).join('\n\n')}\n\n${notes(result).join('\n')}\n`;
}

export function tableMarkdown(result) {
  const list = notes(result).map((line) => `- ${line}`).join('\n');
  return `${tables(result).map(markdown).join('\n\n')}\n\n${list}\n`;
}

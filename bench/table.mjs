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

const HEAD = ['', 'bytes', 'req/s', 'p50 ms', 'p99 ms', 'CPU µs sanad', 'CPU µs database',
  'CPU µs nginx', 'file req/s', 'file p99 ms',
  'file CPU µs', 'bare req/s', 'bare p50 ms', 'bare p99 ms', 'bare CPU µs', 'req/s ÷ bare', 'CPU sanad ÷ bare'];

function row({ name, size, product, file, bare, ratio }) {
  return [name, whole(size), whole(product.rate), short(product.p50), short(product.p99), whole(product.sanad),
    product.database ? whole(product.database) : '', whole(product.nginx), whole(file.rate), short(file.p99),
    short(file.nginx), ...(bare ? [whole(bare.rate), bare.p50.toFixed(3), bare.p99.toFixed(3), short(bare.cpu),
      ratio.toFixed(2), (product.sanad / bare.cpu).toFixed(1)] : ['', '', '', '', '', ''])];
}

/** Name, measured, wanted, reached? */
function wanted(result) {
  const of = (name) => result.measurements.find((one) => one.name === name);
  const lines = [];
  const add = (what, measured, limit, reached) => lines.push([what, measured, limit, reached ? 'yes' : 'no']);
  const open = of('open a case'), search = of('search'), save = of('save');
  if (open) add('open a case, p99', `${short(open.product.p99)} ms`, '< 20 ms', open.product.p99 < 20);
  if (search) add('search, p99', `${short(search.product.p99)} ms`, '< 30 ms', search.product.p99 < 30);
  if (save?.bare) add('saves, of the bare program’s', `${whole(save.ratio * 100)} %`, '≥ 70 %', save.ratio >= 0.7);
  if (save) {
    add('CPU of a save, sanad', `${whole(save.product.sanad)} µs`, '≤ 250 µs', save.product.sanad <= 250);
  }
  const { sanad, nginx } = result.memory;
  const each = `(sanad ${whole(sanad)}, nginx ${whole(nginx)})`;
  add('memory of all processes', `${whole(sanad + nginx)} MB ${each}`, '< 150 MB', sanad + nginx < 150);
  add('start to the first answer of /health', `${result.start.toFixed(3)} s`, '< 0.5 s', result.start < 0.5);
  return lines;
}

function notes(result) {
  const { commit, date, processor, memory, system, load } = result.machine;
  const save = result.measurements.find((one) => one.saves);
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  const lines = [
    `commit ${commit}, ${date}`,
    `${processor}, ${memory}, ${system}; load when it began ${load}`,
    `${result.engine}, ${whole(result.persons)} persons, database on SQLite ${whole(result.database / 1e6)} MB; ` +
      `${whole(result.cases)} cases asked for`,
    `${result.inFlight} requests in flight for ${result.seconds} s, median of ${result.rounds} rounds; ` +
      'wrk, nginx and sanad share the processors',
    `program ${megabytes(result.sizes.whole)} MB, stripped ${megabytes(result.sizes.stripped)} MB`,
  ];
  if (!save?.bare) return lines;
  const { batch, refused, requests } = save.product;
  return [...lines, `a commit for ${batch.toFixed(1)} saves, in the bare program too; ` +
    `told to try again: ${whole(refused)} of ${whole(requests)}`];
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

export function tableText(result) {
  const rows = [HEAD, ...result.measurements.map(row)];
  return `${aligned(rows)}\n\n${aligned([WANTED_HEAD, ...wanted(result)])}\n\n${notes(result).join('\n')}\n`;
}

export function tableMarkdown(result) {
  const rows = [HEAD, ...result.measurements.map(row)];
  const list = notes(result).map((line) => `- ${line}`).join('\n');
  return `${markdown(rows)}\n\n${markdown([WANTED_HEAD, ...wanted(result)])}\n\n${list}\n`;
}

// Load on the product, on nginx with a file, and on the engine alone: each gives the numbers of one round.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { runAside } from './instance.mjs';
import { Peak, cpuSeconds } from './processes.mjs';

export const IN_FLIGHT = 50;
const SHORT_SECONDS = 2; // of nginx with a file, and of the bare program
const DIFFERENT_SIZE = 2000; // bytes by which answers to the same question may differ, and half or twice as many

export function wrkWords(address, seconds, file, clients = IN_FLIGHT) {
  return ['-t1', `-c${clients}`, `-d${seconds}s`, '--timeout', '10s', '--latency', '-s', 'bench/load.lua', address,
    '--', file];
}

/** wrk's result: requests a second, milliseconds, bytes of an answer.  Beside a small host it has a processor of its
 *  own. */
function wrk(address, seconds, file, { clients, apart } = {}) {
  const words = ['wrk', ...wrkWords(address, seconds, file, clients)];
  if (apart) words.unshift('taskset', '-c', String(cpus().length - 1));
  return new Promise((resolve, reject) => {
    const child = spawn(words[0], words.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (part) => (text += part));
    child.on('error', reject);
    child.on('close', () => {
      const found = /^RESULT (.*)$/m.exec(text);
      if (!found) return reject(new Error(`wrk: ${text}`));
      const { requests, seconds: took, bytes, p50, p99, refused, broken } = JSON.parse(found[1]);
      const rates = { rate: requests / took, p50: p50 / 1000, p99: p99 / 1000, bytes: bytes / requests };
      resolve({ requests, ...rates, refused, broken });
    });
  });
}

/** The same numbers of what wrk cannot ask: `ask()` again and again, by so many at once; it gives the bytes of its
 *  answer, and what else is to be counted. */
async function askOften(ask, seconds, clients) {
  const times = [];
  const began = performance.now();
  let bytes = 0, items = 0, broken = 0;
  const one = async () => {
    do {
      const start = performance.now();
      const answer = await ask().catch((error) => (process.stderr.write(`${error.message}\n`), null));
      times.push(performance.now() - start);
      if (!answer) broken++;
      bytes += answer?.bytes ?? 0;
      items += answer?.items ?? 0;
    } while (performance.now() - began < seconds * 1000 && broken === 0);
  };
  await Promise.all(Array.from({ length: clients }, one));
  const took = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))];
  const rates = { rate: times.length / took, p50: at(0.5), p99: at(0.99), bytes: bytes / times.length };
  return { requests: times.length, ...rates, items: items / took, refused: 0, broken };
}

/** Is it what one request by hand gave?  A page that leads elsewhere is no answer. */
function isAnswered(result, { size, refuses }) {
  const fits = result.bytes > size * 0.5 && result.bytes < size * 2 + DIFFERENT_SIZE;
  const other = refuses ? result.requests - result.refused : result.refused;
  return fits && result.broken === 0 && other <= result.requests / 100; // a busy machine says 503 now and then
}

async function load(instance, measurement, world, seconds, file, clients) {
  const { ask } = measurement;
  const result = ask ? await askOften(() => ask(world), seconds, clients)
    : await wrk(instance.address, seconds, file, { clients, apart: instance.host });
  if (!isAnswered(result, measurement))
    throw new Error(`${file}: not answered as it was by hand (${measurement.size} bytes): ${JSON.stringify(result)}`);
  return result;
}

export async function loadProduct(instance, measurement, world, seconds, file) {
  const parts = { sanad: instance.server, nginx: instance.nginx, database: instance.database };
  const before = Object.entries(parts).map(([name, part]) => [name, part ? cpuSeconds(part.pid) : 0]);
  const commits = instance.commits();
  const peak = measurement.peak ? new Peak(instance.server.pid) : null;
  const clients = measurement.fixed ?? IN_FLIGHT;
  const result = await load(instance, measurement, world, seconds, file, clients);
  for (const [name, seen] of before)
    result[name] = parts[name] ? ((cpuSeconds(parts[name].pid) - seen) / result.requests) * 1e6 : 0;
  result.batch = result.requests / Math.max(1, instance.commits() - commits);
  result.peak = peak?.end() ?? 0;
  return { ...result, clients };
}

/** The same with another number of clients: what they see. */
export async function loadClients(instance, measurement, world, clients, seconds, file) {
  const { rate, p50, p99 } = await load(instance, measurement, world, seconds, file, clients);
  return { rate, p50, p99 };
}

/** nginx with a file of so many bytes. */
export async function loadFile(files, size) {
  const plain = `${files.folder}/plain.requests`;
  const address = new URL(files.file(Math.round(size)));
  writeFileSync(plain, `GET\t${address.pathname}\t\t\n`);
  const before = cpuSeconds(files.nginx.pid);
  const result = await wrk(address.origin, SHORT_SECONDS, plain);
  result.nginx = ((cpuSeconds(files.nginx.pid) - before) / result.requests) * 1e6;
  return result;
}

/** The engine alone, from a trace: reads for a while, or saves `from` to `to`, `batch` of them in a transaction.  On
 *  PostgreSQL as many at once as the product has writers, and what the server used counts. */
export async function loadBare(build, instance, trace, saves) {
  const { database } = instance;
  const share = database ? 4 : 1;
  const server = database ? cpuSeconds(database.pid) : 0;
  const batch = database ? 1 : saves?.batch;
  const each = saves ? Math.floor((saves.to - saves.from) / share) : 0;
  const words = (i) => (saves
    ? ['saves', trace, instance.place(), String(batch), String(saves.from + i * each),
      String(saves.from + (i + 1) * each)]
    : ['reads', trace, instance.place(), String(SHORT_SECONDS)]);
  const all = await Promise.all(Array.from({ length: share }, (_, i) => runAside(`${build}/bench/bare`, words(i))));
  const results = all.map((text) => JSON.parse(text));
  const requests = results.reduce((sum, one) => sum + one.requests, 0);
  const rate = results.reduce((sum, one) => sum + one.requests / one.seconds, 0);
  const cpu = results.reduce((sum, one) => sum + one.cpu * one.requests, 0) / requests;
  const served = database ? ((cpuSeconds(database.pid) - server) / requests) * 1e6 : 0;
  const slowest = (name) => Math.max(...results.map((one) => one[name])) / 1000;
  return { requests, rate, p50: slowest('p50'), p99: slowest('p99'), cpu: cpu + served };
}

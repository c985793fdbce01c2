// Load on the product, on nginx with a file, and on SQLite alone: each gives the numbers of one round.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { run } from './instance.mjs';
import { cpuSeconds } from './processes.mjs';

export const IN_FLIGHT = 50;
const SHORT_SECONDS = 2; // of nginx with a file, and of the bare program

export function wrkWords(address, seconds, file) {
  return ['-t1', `-c${IN_FLIGHT}`, `-d${seconds}s`, '--timeout', '10s', '--latency', '-s', 'bench/load.lua', address,
    '--', file];
}

/** wrk's result: requests a second, milliseconds, bytes of an answer. */
function wrk(address, seconds, file) {
  return new Promise((resolve, reject) => {
    const child = spawn('wrk', wrkWords(address, seconds, file), { stdio: ['ignore', 'pipe', 'inherit'] });
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

/** Is it what one request by hand gave?  A page that leads elsewhere is no answer. */
function isAnswered(result, size) {
  const fits = result.bytes > size * 0.5 && result.bytes < size * 2 + 2000;
  return fits && result.broken === 0 && result.refused <= result.requests / 100; // a busy machine says 503 now and then
}

export async function loadProduct(instance, seconds, file, size) {
  const server = cpuSeconds(instance.server.pid);
  const nginx = cpuSeconds(instance.nginx.pid);
  const commits = instance.commits();
  const database = instance.database ? cpuSeconds(instance.database.pid) : 0;
  const result = await wrk(instance.address, seconds, file);
  result.sanad = ((cpuSeconds(instance.server.pid) - server) / result.requests) * 1e6;
  result.nginx = ((cpuSeconds(instance.nginx.pid) - nginx) / result.requests) * 1e6;
  result.database = instance.database
    ? ((cpuSeconds(instance.database.pid) - database) / result.requests) * 1e6 : 0;
  result.batch = result.requests / Math.max(1, instance.commits() - commits);
  if (!isAnswered(result, size))
    throw new Error(`${file}: not answered as it was by hand (${size} bytes): ${JSON.stringify(result)}`);
  return result;
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

/** SQLite alone, from a trace: reads for a while, or saves `from` to `to`, `batch` of them in a transaction. */
export function loadBare(build, trace, database, saves) {
  const words = saves
    ? ['saves', trace, database, String(saves.batch), String(saves.from), String(saves.to)]
    : ['reads', trace, database, String(SHORT_SECONDS)];
  const { requests, seconds, p50, p99, cpu } = JSON.parse(run(`${build}/bench/bare`, words));
  return { requests, rate: requests / seconds, p50: p50 / 1000, p99: p99 / 1000, cpu };
}

// ./dev bench: one run, one table.  What is measured and how: bench/README.md.
import { execFileSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Files, Instance, freePort, makeDirectory, own, run } from './instance.mjs';
import { loadBare, loadClients, loadFile, loadProduct, wrkWords } from './load.mjs';
import { copyMission, makeMission, takeMission } from './mission.mjs';
import { existingPostgres, startPostgres } from './postgres.mjs';
import { cpuSeconds, memory } from './processes.mjs';
import { MEASUREMENTS, meet, probe, refreshVersions, writeRequests } from './requests.mjs';
import { SmallHost } from './small_host.mjs';
import { machine, tableMarkdown, tableText } from './table.mjs';

const { values: options } = parseArgs({
  options: {
    persons: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' }, // names of measurements, joined by commas
    engine: { type: 'string', default: 'sqlite' }, // or postgresql
    clients: { type: 'string', default: '1,16,64' }, // a round each, besides the 50; empty: none
    data: { type: 'string', default: '' }, // a mission that is there: served where it lies, and saved to
    database: { type: 'string', default: '' }, // the PostgreSQL that holds it, if it is not the SQLite of --data
    'small-host': { type: 'boolean', default: false }, // 512 MB and one processor for everything that serves
    serve: { type: 'boolean', default: false }, // make ready, say how to send the requests, wait: for profilers
  },
});
const SECONDS = Number(options.seconds);
const ROUNDS = Number(options.rounds);
const CLIENTS = options.clients.split(',').filter(Boolean).map(Number);
const READS_NOTED = 400;
const BRIEF_SECONDS = 2;

const build = 'build';
const folder = `${build}/bench.run`;
const made = options.persons === '100000' ? `${build}/bench.data` : `${build}/bench.data.${options.persons}`;
const say = (text) => process.stderr.write(`${text}\n`);

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)];
/** Of many results with the same numbers in them, the median of each number. */
function medians(results) {
  return Object.fromEntries(Object.keys(results[0]).map((name) => [name, median(results.map((one) => one[name]))]));
}
const fileOf = (measurement, kind) => `${folder}/${measurement.name.replaceAll(' ', '_')}.${kind}`;

/** What each request asks of the database and the ciphers: served once more, in one process; saves are rolled back. */
function noteAll(measurements, world, instance) {
  for (const measurement of measurements.filter(({ bare }) => bare !== false)) {
    const { saves } = measurement;
    const requests = fileOf(measurement, 'noted');
    const most = saves ? Infinity : READS_NOTED;
    const asked = saves ? { ...world, cases: world.spare, people: world.sparePeople } : world;
    measurement.noted = writeRequests(measurement, asked, requests, { most, turn: '0' });
    run(`${build}/bench/note_statements`,
      [...instance.options(), '--out', fileOf(measurement, 'trace'), '--kind', saves ? 'saves' : 'reads', requests],
      { log: `${folder}/note.log` });
  }
}

/** The saves of one round, as many in a commit as the product had. */
function someSaves(measurement, round, product) {
  const each = Math.floor(measurement.noted / ROUNDS);
  return { batch: Math.max(1, Math.round(product.batch)), from: each * round, to: each * (round + 1) };
}

/** Of those who are to be given a case each, as many as this round may use. */
function peopleOf(world, round) {
  return { ...world, people: world.people.splice(0, Math.floor(world.people.length / (ROUNDS - round))) };
}

async function oneRound(measurement, round, everything, instance, files) {
  const { name, saves, makes, bare } = measurement;
  const world = makes ? peopleOf(everything, round) : everything;
  if (saves && !makes && round > 0) await refreshVersions(world);
  measurement.size = await probe(measurement, world);
  writeRequests(measurement, world, fileOf(measurement, 'requests'));
  const file = measurement.ask || measurement.brief ? null : await loadFile(files, measurement.size);
  const seconds = measurement.brief ? Math.min(BRIEF_SECONDS, SECONDS) : SECONDS;
  const product = await loadProduct(instance, measurement, world, seconds, fileOf(measurement, 'requests'));
  const alone = bare === false ? null
    : await loadBare(build, instance, fileOf(measurement, 'trace'), saves && someSaves(measurement, round, product));
  say(`${name}, round ${round + 1}: ${Math.round(product.rate)}/s, p99 ${product.p99.toFixed(1)} ms`);
  measurement.rounds.push({ product, file, bare: alone });
}

/** One round for each number of clients. */
async function withClients(measurement, world, instance) {
  measurement.clients = [];
  for (const clients of measurement.fixed ? [] : CLIENTS) {
    if (measurement.saves) await refreshVersions(world);
    writeRequests(measurement, world, fileOf(measurement, 'requests'));
    const result = await loadClients(instance, measurement, world, clients, Math.min(2, SECONDS),
      fileOf(measurement, 'requests'));
    measurement.clients.push({ clients, ...result, memory: memoryOf(instance) });
  }
}

/** Seconds until the first answer, each time. */
async function startOften(instance, starts) {
  while (starts.length < Math.max(2, ROUNDS)) {
    if (starts.length > 1) await instance.stop();
    starts.push(await instance.start());
  }
}

function sizes() {
  const stripped = `${folder}/sanad.stripped`;
  execFileSync('strip', ['-o', stripped, `${build}/sanad`]);
  return { whole: statSync(`${build}/sanad`).size, stripped: statSync(stripped).size };
}

function memoryOf(instance) {
  return memory(instance.server.pid, instance.file) + memory(instance.nginx.pid, instance.file);
}

const medianOf = (rounds, kind) => (rounds[0][kind] ? medians(rounds.map((round) => round[kind])) : null);

function resultOf(measurements, world, instance, starts, began) {
  return {
    persons: Number(options.persons),
    cases: world.cases.length,
    seconds: SECONDS,
    rounds: ROUNDS,
    machine: began,
    start: median(starts),
    sizes: sizes(),
    engine: options.engine,
    database: instance.bytes(),
    memory: { sanad: memory(instance.server.pid, instance.file), nginx: memory(instance.nginx.pid, instance.file) },
    smallHost: instance.host?.used() ?? null,
    measurements: measurements.map(({ name, brief, saves, size, rounds, clients }) => ({
      name,
      brief: brief === true,
      saves,
      size,
      product: medianOf(rounds, 'product'),
      file: medianOf(rounds, 'file'),
      bare: medianOf(rounds, 'bare'),
      ratio: rounds[0].bare ? median(rounds.map((round) => round.product.rate / round.bare.rate)) : null,
      clients,
    })),
  };
}

async function waitForProfilers(measurements, world, instance) {
  for (const measurement of measurements) {
    const file = fileOf(measurement, 'requests');
    writeRequests(measurement, world, file);
    say(`${measurement.name}: wrk ${wrkWords(instance.address, SECONDS, file).join(' ')}`);
  }
  say(`sanad serve is process ${instance.server.pid}, nginx ${instance.nginx.pid}; Ctrl-C ends both`);
  await new Promise((resolve) => process.once('SIGINT', resolve));
}

/** The night's work, which a mission that was just made does at its first start, changes what is measured and takes
 *  processors: it is done once, before. */
async function nightsWork(instance) {
  await instance.start();
  const began = Date.now();
  for (let before = cpuSeconds(instance.server.pid), calm = 0; calm < 3;) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = cpuSeconds(instance.server.pid);
    calm = now - before < 0.05 ? calm + 1 : 0;
    before = now;
  }
  await instance.stop();
  say(`the night’s work took ${Math.round((Date.now() - began) / 1000)} s`);
}

/** The mission to be measured, with its database: made, and a copy of it; or one that is there. */
async function prepare() {
  const data = options.data || `${folder}/served`;
  if (options.data) {
    takeMission(data, build, options.database);
  } else {
    const fresh = new Instance({ build, data: made, keys: `${made}.keys`, folder, port: await freePort() });
    await makeMission({ build, data: made, persons: options.persons, log: `${folder}/demo.log` },
      () => nightsWork(fresh));
    copyMission(made, data);
  }
  const host = options['small-host'] ? new SmallHost() : null;
  const keys = options.data ? `${data}.keys` : `${made}.keys`;
  const instance = new Instance({ build, data, keys, folder, port: await freePort(), host });
  if (options.database) instance.database = existingPostgres(options.database);
  else if (options.engine === 'postgresql') instance.database = startPostgres(`${folder}/postgres`, instance);
  host?.forget(instance.file);
  return instance;
}

async function main() {
  const began = machine();
  const wanted = options.only.split(',').filter(Boolean);
  const measurements = MEASUREMENTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    .map((one) => ({ ...one, rounds: [] }));
  rmSync(folder, { recursive: true, force: true });
  for (const path of [build, folder]) makeDirectory(path);
  const instance = await prepare();
  const starts = [await instance.start()];
  const world = await meet(instance, measurements, Number(options.persons));
  say(`${world.cases.length} cases and ${world.names.length} names to ask for`);
  if (options.serve) {
    await waitForProfilers(measurements, world, instance);
    return instance.stop();
  }
  await instance.stop();
  own(folder);
  noteAll(measurements, world, instance);
  await startOften(instance, starts);
  const files = new Files({ folder, port: await freePort() });
  await files.start();
  for (const measurement of measurements) {
    const rounds = measurement.brief ? 1 : ROUNDS;
    for (let round = 0; round < rounds; round++) await oneRound(measurement, round, world, instance, files);
    await withClients(measurement, world, instance);
  }
  const result = resultOf(measurements, world, instance, starts, began);
  await files.stop();
  await instance.stop();
  if (!options.data) rmSync(instance.data, { recursive: true, force: true });
  const name = `${build}/bench.${options.engine}.${options.persons}${options['small-host'] ? '.small' : ''}`;
  writeFileSync(`${name}.json`, JSON.stringify(result, null, 2));
  writeFileSync(`${name}.md`, tableMarkdown(result));
  process.stdout.write(tableText(result));
}

process.on('SIGTERM', () => process.exit(1));
main().then(() => process.exit(0), (error) => {
  say(`bench: ${error.message}`);
  process.exit(1);
});

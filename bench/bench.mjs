// ./dev bench: one run, one table.  What is measured and how: bench/README.md.
import { execFileSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Files, Instance, freePort, makeDirectory, own, run } from './instance.mjs';
import { IN_FLIGHT, loadBare, loadFile, loadProduct, wrkWords } from './load.mjs';
import { copyMission, makeMission } from './mission.mjs';
import { startPostgres } from './postgres.mjs';
import { memory } from './processes.mjs';
import { MEASUREMENTS, meet, probe, refreshVersions, writeRequests } from './requests.mjs';
import { machine, tableMarkdown, tableText } from './table.mjs';

const { values: options } = parseArgs({
  options: {
    persons: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' }, // names of measurements, joined by commas
    engine: { type: 'string', default: 'sqlite' }, // or postgresql: without the bare program
    serve: { type: 'boolean', default: false }, // make ready, say how to send the requests, wait: for profilers
  },
});
const SECONDS = Number(options.seconds);
const ROUNDS = Number(options.rounds);
const SAVES_EACH = 5000; // of the bare program, a round
const READS_NOTED = 400;

const build = 'build';
const folder = `${build}/bench.run`;
const data = options.persons === '100000' ? `${build}/bench.data` : `${build}/bench.data.${options.persons}`;
const COPIES = { served: `${folder}/served`, noted: `${folder}/noted`, bare: `${folder}/bare` };
const say = (text) => process.stderr.write(`${text}\n`);

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)];
/** Of many results with the same numbers in them, the median of each number. */
function medians(results) {
  return Object.fromEntries(Object.keys(results[0]).map((name) => [name, median(results.map((one) => one[name]))]));
}
const fileOf = (measurement, kind) => `${folder}/${measurement.name.replaceAll(' ', '_')}.${kind}`;

/** What each request asks of the database and the ciphers: served once more, in one process, on a copy. */
function noteAll(measurements, world, instance) {
  for (const measurement of measurements) {
    const { saves } = measurement;
    const requests = fileOf(measurement, 'noted');
    measurement.noted = writeRequests(measurement, world, requests, {
      most: saves ? SAVES_EACH * ROUNDS : READS_NOTED,
      turn: '0',
    });
    run(`${build}/bench/note_statements`,
      [...instance.options(), '--data', COPIES.noted, '--out', fileOf(measurement, 'trace'),
        '--kind', saves ? 'saves' : 'reads', requests], { log: `${folder}/note.log` });
  }
}

/** The saves of one round, as many in a commit as the product had. */
function someSaves(measurement, round, product) {
  const each = Math.floor(measurement.noted / ROUNDS);
  return { batch: Math.max(1, Math.round(product.batch)), from: each * round, to: each * (round + 1) };
}

async function oneRound(measurement, round, world, instance, files) {
  const { name, saves } = measurement;
  if (saves && round > 0) await refreshVersions(world);
  measurement.size = await probe(measurement, world);
  writeRequests(measurement, world, fileOf(measurement, 'requests'));
  const file = await loadFile(files, measurement.size);
  const product = await loadProduct(instance, SECONDS, fileOf(measurement, 'requests'), measurement.size);
  const bare = instance.database ? null : loadBare(build, fileOf(measurement, 'trace'), `${COPIES.bare}/sanad.db`,
    saves && someSaves(measurement, round, product));
  say(`${name}, round ${round + 1}: ${Math.round(product.rate)}/s, p99 ${product.p99.toFixed(1)} ms`);
  measurement.rounds.push({ product, file, bare });
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

function resultOf(measurements, world, instance, starts, began) {
  const database = `${process.cwd()}/${instance.data}/sanad.db`;
  return {
    persons: Number(options.persons),
    cases: world.cases.length,
    inFlight: IN_FLIGHT,
    seconds: SECONDS,
    rounds: ROUNDS,
    machine: began,
    start: median(starts),
    sizes: sizes(),
    engine: options.engine,
    database: statSync(database).size,
    memory: { sanad: memory(instance.server.pid, database), nginx: memory(instance.nginx.pid, database) },
    measurements: measurements.map(({ name, saves, size, rounds }) => ({
      name,
      saves,
      size,
      product: medians(rounds.map((round) => round.product)),
      file: medians(rounds.map((round) => round.file)),
      ...(instance.database ? {} : {
        bare: medians(rounds.map((round) => round.bare)),
        ratio: median(rounds.map((round) => round.product.rate / round.bare.rate)),
      }),
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

async function main() {
  const began = machine();
  const wanted = options.only.split(',').filter(Boolean);
  const measurements = MEASUREMENTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    .map((one) => ({ ...one, rounds: [] }));
  rmSync(folder, { recursive: true, force: true });
  for (const path of [build, folder]) makeDirectory(path);
  makeMission({ build, data, persons: options.persons, log: `${folder}/demo.log` });
  copyMission(data, COPIES.served);
  const instance = new Instance({ build, data: COPIES.served, keys: `${data}.keys`, folder, port: await freePort() });
  if (options.engine === 'postgresql') instance.database = startPostgres(`${folder}/postgres`, instance);
  const starts = [await instance.start()];
  const world = await meet(instance, measurements);
  say(`${world.cases.length} cases and ${world.names.length} names to ask for`);
  if (options.serve) {
    await waitForProfilers(measurements, world, instance);
    return instance.stop();
  }
  await instance.stop();
  own(folder);
  if (!instance.database) {
    for (const copy of [COPIES.noted, COPIES.bare]) copyMission(COPIES.served, copy);
    noteAll(measurements, world, instance);
  }
  await startOften(instance, starts);
  const files = new Files({ folder, port: await freePort() });
  await files.start();
  for (const measurement of measurements)
    for (let round = 0; round < ROUNDS; round++) await oneRound(measurement, round, world, instance, files);
  const result = resultOf(measurements, world, instance, starts, began);
  await files.stop();
  await instance.stop();
  for (const copy of Object.values(COPIES)) rmSync(copy, { recursive: true, force: true });
  const name = options.engine === 'sqlite' ? 'bench' : `bench.${options.engine}`;
  writeFileSync(`${build}/${name}.json`, JSON.stringify(result, null, 2));
  writeFileSync(`${build}/${name}.md`, tableMarkdown(result));
  process.stdout.write(tableText(result));
}

process.on('SIGTERM', () => process.exit(1));
main().then(() => process.exit(0), (error) => {
  say(`bench: ${error.message}`);
  process.exit(1);
});

// ./dev bench: one run, one table.  What is measured and how: bench/README.md.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Client, form } from './client.mjs';
import { Files, Instance, freePort, makeDirectory, own, run } from './instance.mjs';
import { cpuSeconds, memory } from './processes.mjs';
import { machine, tableText, tableMarkdown } from './table.mjs';

const { values: options } = parseArgs({
  options: {
    persons: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' }, // names of measurements, joined by commas
    serve: { type: 'boolean', default: false }, // make ready, print how to send the requests, wait: for profilers
  },
});
const SECONDS = Number(options.seconds);
const ROUNDS = Number(options.rounds);
const IN_FLIGHT = 50;
const SHORT_SECONDS = 2; // of nginx with a file, and of the bare program
const CASES_MOST = 20000; // taken from the lists, of those that the caseworker may see
const SAVES_EACH = 5000; // of the bare program, a round
const READS_NOTED = 400;
const NAMES_MOST = 2000;

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

// --- data ------------------------------------------------------------------------------------------------------------

/** What the tables of this tree look like: data made for others are made anew. */
function schema() {
  const hash = createHash('sha256');
  for (const feature of readdirSync('src').sort()) {
    const migrations = `src/${feature}/migrations`;
    if (existsSync(migrations))
      for (const name of readdirSync(migrations).sort()) hash.update(name).update(readFileSync(`${migrations}/${name}`));
  }
  return hash.digest('hex');
}

function makeData() {
  rmSync(folder, { recursive: true, force: true });
  for (const path of [build, folder]) makeDirectory(path);
  const stamp = `${data}.schema`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === schema()) return;
  rmSync(data, { recursive: true, force: true });
  rmSync(`${data}.keys`, { recursive: true, force: true });
  for (const path of [data, `${data}.keys`]) makeDirectory(path);
  say(`making a mission of ${options.persons} persons: once, in ${data}`);
  run(`${build}/sanad`, ['demo', '--data', data, '--persons', options.persons, '--make-if-missing'], { log: `${folder}/demo.log` });
  writeFileSync(stamp, schema());
}

/** A mission as it is now, while nobody has it open: what is measured leaves no trace in what was made. */
function copyMission(from, to) {
  makeDirectory(to);
  for (const name of ['sanad.db', 'sanad.db-wal', 'sanad.conf', 'accounts.txt'])
    if (existsSync(`${from}/${name}`)) {
      copyFileSync(`${from}/${name}`, `${to}/${name}`);
      own(`${to}/${name}`);
    }
}

/** Everything in a different order, the same in every run. */
function shuffled(list) {
  let seed = 20221103;
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    const j = Math.floor((seed / 2 ** 32) * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

// --- what is asked ---------------------------------------------------------------------------------------------------

const SITUATION = 'Hébergé chez des compatriotes, sans revenu depuis deux mois ; demande à rentrer avant la fin du mois. Note {turn}.';
const FILTERS = ['state=arrived', 'state=withdrawn&sort=-received_on', 'sex=F&sort=received_on', 'channel=telephone',
  'received_on.from=2022-03-01&received_on.to=2022-06-30', 'country_of_return=CIV,GIN&state=closed', 'country_of_return=SEN&sort=-received_on',
  'departed_on.from=2022-01-01&departed_on.to=2022-12-31&sort=-departed_on'];

const page = (path) => ({ method: 'GET', path });
/** Saves come last: what they change shows in the work of whoever looks. */
const MEASUREMENTS = [
  { name: 'my work', by: 'cookie', requests: () => [page('/fr/')] },
  { name: 'search', by: 'cookie', requests: ({ names, client }) =>
    names.map((query) => ({ method: 'POST', path: '/fr/search', body: form({ _csrf: client.csrf, query }) })) },
  { name: 'open a case', by: 'cookie', wanted: { p99: 20 }, requests: ({ cases }) => cases.map(({ id }) => page(`/fr/return-cases/${id}`)) },
  { name: 'filtered list', by: 'cookie', requests: () => FILTERS.map((filter) => page(`/fr/return-cases?${filter}`)) },
  { name: 'API read', by: 'token', requests: ({ cases }) => cases.map(({ id }) => page(`/api/v1/return-cases/${id}`)) },
  { name: 'save', by: 'token', saves: true, requests: ({ cases }) =>
    cases.map(({ id, version }) => ({ method: 'PATCH', path: `/api/v1/return-cases/${id}`, version, body: JSON.stringify({ situation: SITUATION }) })) },
];

/** The file of requests of a measurement, as load.lua and note_statements read it. */
function writeRequests(measurement, world, { from = 0, to = Infinity, turn = '{turn}' } = {}) {
  const { client } = world;
  const headers = measurement.by === 'cookie'
    ? [`#Cookie: ${client.cookieHeader()}`, `#Origin: ${client.address}`]
    : [`#Authorization: Bearer ${client.token}`];
  const lines = measurement.requests(world).slice(from, to).map(({ method, path, version = '', body = '' }) =>
    [method, path, version, body.replace('{turn}', turn)].join('\t'));
  headers.push(`#Content-Type: ${measurement.saves ? 'application/json' : 'application/x-www-form-urlencoded'}`);
  const file = `${folder}/${measurement.name.replaceAll(' ', '_')}${turn === '{turn}' ? '' : '.noted'}.requests`;
  writeFileSync(file, [...headers, ...lines].join('\n') + '\n');
  return { file, count: lines.length };
}

/** One request of a measurement, by hand: it must be answered, and says how long an answer is. */
async function probe(measurement, world) {
  const { client } = world;
  const one = measurement.requests(world)[0];
  const headers = one.version ? { 'If-Match': `"${one.version}"` } : {};
  const answer = await client.want(one.method, one.path, {
    body: (one.body ?? '').replace('{turn}', `0 of ${Date.now()}`), headers, type: measurement.saves ? 'application/json' : undefined,
  });
  if (measurement.saves) world.cases[0].version++;
  return answer.bytes;
}

async function meet(instance, measurements) {
  const client = new Client(instance.address);
  const { login, password } = instance.accounts().get('caseworker');
  await client.signIn(login, password);
  await client.makeToken();
  await client.want('GET', '/fr/');
  const cases = shuffled((await client.rows('/api/v1/return-cases?size=200', CASES_MOST)).map(({ id, version }) => ({ id, version })));
  const searches = measurements.some(({ name }) => name === 'search');
  const persons = searches ? await client.rows('/api/v1/persons?size=200', NAMES_MOST) : [];
  const names = persons.map((person) => [person.family_name, person.given_names].filter(Boolean).join(' ')).filter(Boolean);
  return { client, cases, names };
}

/** What was saved since has a new version. */
async function refreshVersions(world) {
  const now = new Map((await world.client.rows('/api/v1/return-cases?size=200', CASES_MOST)).map(({ id, version }) => [id, version]));
  for (const one of world.cases) one.version = now.get(one.id) ?? one.version;
}

// --- noting and doing it again -----------------------------------------------------------------------------------------

function noteAll(measurements, world, instance) {
  for (const measurement of measurements) {
    const most = measurement.saves ? Math.min(SAVES_EACH * ROUNDS, world.cases.length) : READS_NOTED;
    const { file, count } = writeRequests(measurement, world, { to: most, turn: '0' });
    measurement.trace = `${folder}/${measurement.name.replaceAll(' ', '_')}.trace`;
    measurement.noted = count;
    own(folder);
    run(`${build}/bench/note_statements`, [...instance.options(), '--data', COPIES.noted, '--out', measurement.trace,
      '--kind', measurement.saves ? 'saves' : 'reads', file], { log: `${folder}/note.log` });
  }
}

function bareReads(measurement) {
  return JSON.parse(run(`${build}/bench/bare`, ['reads', measurement.trace, `${COPIES.bare}/sanad.db`, String(SHORT_SECONDS)]));
}

function bareSaves(measurement, round, batch) {
  const each = Math.floor(measurement.noted / ROUNDS);
  return JSON.parse(run(`${build}/bench/bare`, ['saves', measurement.trace, `${COPIES.bare}/sanad.db`, String(batch),
    String(each * round), String(each * (round + 1))]));
}

// --- load --------------------------------------------------------------------------------------------------------------

/** wrk's result, in the units of the table: a request each second, milliseconds, bytes. */
function wrk(address, seconds, file) {
  const words = ['-t1', `-c${IN_FLIGHT}`, `-d${seconds}s`, '--timeout', '10s', '--latency', '-s', 'bench/load.lua', address, '--', file];
  return new Promise((resolve, reject) => {
    const child = spawn('wrk', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (part) => (text += part));
    child.on('error', reject);
    child.on('close', () => {
      const found = /^RESULT (.*)$/m.exec(text);
      if (!found) return reject(new Error(`wrk: ${text}`));
      const { requests, seconds: took, bytes, p50, p99, refused, broken } = JSON.parse(found[1]);
      resolve({ requests, rate: requests / took, p50: p50 / 1000, p99: p99 / 1000, refused, broken, bytes: bytes / requests });
    });
  });
}

async function loadProduct(measurement, world, instance) {
  const { file } = writeRequests(measurement, world);
  const before = { sanad: cpuSeconds(instance.server.pid), nginx: cpuSeconds(instance.nginx.pid), commits: instance.commits() };
  const result = await wrk(instance.address, SECONDS, file);
  const each = (seconds) => (seconds / result.requests) * 1e6;
  result.sanad = each(cpuSeconds(instance.server.pid) - before.sanad);
  result.nginx = each(cpuSeconds(instance.nginx.pid) - before.nginx);
  result.batch = result.requests / Math.max(1, instance.commits() - before.commits);
  // A page that leads elsewhere is no answer.  On a busy machine a few saves are told to try again (503).
  const { size } = measurement;
  if (result.refused > result.requests / 100 || result.broken > 0 || result.bytes < size * 0.5 || result.bytes > size * 2 + 2000)
    throw new Error(`${measurement.name}: not answered as it was by hand: ${JSON.stringify({ ...result, size })}`);
  return result;
}

async function loadFile(measurement, files) {
  const plain = `${folder}/plain.requests`;
  const address = new URL(files.file(Math.round(measurement.size)));
  writeFileSync(plain, `GET\t${address.pathname}\t\t\n`);
  const before = cpuSeconds(files.nginx.pid);
  const result = await wrk(address.origin, SHORT_SECONDS, plain);
  result.nginx = ((cpuSeconds(files.nginx.pid) - before) / result.requests) * 1e6;
  return result;
}

async function oneRound(measurement, round, world, instance, files) {
  if (measurement.saves && round > 0) await refreshVersions(world);
  measurement.size = await probe(measurement, world);
  const file = await loadFile(measurement, files);
  const product = await loadProduct(measurement, world, instance);
  const bare = measurement.saves ? bareSaves(measurement, round, Math.max(1, Math.round(product.batch))) : bareReads(measurement);
  say(`${measurement.name}, round ${round + 1}: ${Math.round(product.rate)}/s, p99 ${product.p99.toFixed(1)} ms`);
  measurement.rounds.push({ product, file, bare: { ...bare, rate: bare.requests / bare.seconds, p50: bare.p50 / 1000, p99: bare.p99 / 1000 } });
}

// --- the whole ----------------------------------------------------------------------------------------------------------

function sizes() {
  const stripped = `${folder}/sanad.stripped`;
  execFileSync('strip', ['-o', stripped, `${build}/sanad`]);
  const result = { whole: statSync(`${build}/sanad`).size, stripped: statSync(stripped).size };
  rmSync(stripped);
  return result;
}

function tellHowToLoad(measurements, world, instance) {
  for (const measurement of measurements)
    say(`${measurement.name}: wrk -t1 -c${IN_FLIGHT} -d5s --latency -s bench/load.lua ${instance.address} -- ${writeRequests(measurement, world).file}`);
  say(`sanad serve is ${instance.server.pid}, nginx ${instance.nginx.pid}; Ctrl-C ends both`);
}

async function main() {
  const names = options.only.split(',').filter(Boolean);
  const measurements = MEASUREMENTS.filter(({ name }) => names.length === 0 || names.includes(name)).map((one) => ({ ...one, rounds: [] }));
  makeData();
  copyMission(data, COPIES.served);
  const instance = new Instance({ build, data: COPIES.served, keys: `${data}.keys`, folder, port: await freePort() });
  const files = new Files({ folder, port: await freePort() });
  const starts = [await instance.start()];
  const world = await meet(instance, measurements);
  say(`${world.cases.length} cases and ${world.names.length} names to ask for`);
  if (options.serve) {
    tellHowToLoad(measurements, world, instance);
    await new Promise((resolve) => process.once('SIGINT', resolve));
    return instance.stop();
  }
  await instance.stop();
  for (const copy of [COPIES.noted, COPIES.bare]) copyMission(COPIES.served, copy);
  noteAll(measurements, world, instance);
  while (starts.length < ROUNDS) {
    starts.push(await instance.start());
    if (starts.length < ROUNDS) await instance.stop();
  }
  if (!instance.server || instance.server.exitCode !== null) await instance.start();
  await files.start();
  for (const measurement of measurements)
    for (let round = 0; round < ROUNDS; round++) await oneRound(measurement, round, world, instance, files);
  const database = `${process.cwd()}/${instance.data}/sanad.db`;
  const result = {
    persons: Number(options.persons),
    cases: world.cases.length,
    inFlight: IN_FLIGHT,
    seconds: SECONDS,
    rounds: ROUNDS,
    machine: machine(),
    start: median(starts),
    sizes: sizes(),
    database: statSync(`${instance.data}/sanad.db`).size,
    memory: { sanad: memory(instance.server.pid, database), nginx: memory(instance.nginx.pid, database) },
    measurements: measurements.map(({ name, saves, size, rounds }) => ({
      name, saves, size,
      product: medians(rounds.map((round) => round.product)),
      file: medians(rounds.map((round) => round.file)),
      bare: medians(rounds.map((round) => round.bare)),
      ratio: median(rounds.map((round) => round.product.rate / round.bare.rate)),
    })),
  };
  await files.stop();
  await instance.stop();
  for (const copy of Object.values(COPIES)) rmSync(copy, { recursive: true });
  writeFileSync(`${build}/bench.json`, JSON.stringify(result, null, 2));
  writeFileSync(`${build}/bench.md`, tableMarkdown(result));
  process.stdout.write(tableText(result));
}

process.on('SIGTERM', () => process.exit(1));
main().then(() => process.exit(0), (error) => {
  say(`bench: ${error.message}`);
  process.exit(1);
});

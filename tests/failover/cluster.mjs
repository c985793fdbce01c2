// Faults of a PostgreSQL cluster under a write load: nothing that was acknowledged is lost, nothing is half there, and
// writing goes on.  node tests/failover/cluster.mjs [--build DIR] [--rounds N] [--faults kill,pause,cut,full,…]
//   [--load product|plain] [--hosts N] [--times quick|production] [--seed N] [--report FILE] [--tap]
// What docs/operations/failover.md advises against, to see why: --asynchronous (no synchronous standby: acknowledged
// writes are seen to be lost), --strict (no writes without a standby), --etcd-api 3.
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FAULTS } from './cluster_faults.mjs';
import { PRODUCTION, QUICK, sleep, startCluster, until } from './cluster_nodes.mjs';
import { takePlace } from './cluster_place.mjs';
import { PlainLoad } from './cluster_plain.mjs';
import { makeProductLoad } from './cluster_product.mjs';
import { generator } from './load.mjs';

const { values } = parseArgs({ options: {
  build: { type: 'string', default: 'build' },
  rounds: { type: 'string' },
  faults: { type: 'string', default: Object.keys(FAULTS).join() },
  load: { type: 'string', default: 'product' },
  hosts: { type: 'string', default: '2' },
  times: { type: 'string', default: 'quick' },
  seed: { type: 'string', default: String(Date.now() % 1e6) },
  report: { type: 'string' },
  'etcd-api': { type: 'string', default: '2' },
  strict: { type: 'boolean', default: false },
  asynchronous: { type: 'boolean', default: false },
  tap: { type: 'boolean', default: false },
} });
const place = await takePlace(process.argv[1], process.argv.slice(2));
const chosen = values.faults.split(',');
const rounds = Number(values.rounds ?? chosen.length);
const chance = generator(Number(values.seed));
const seconds = (milliseconds) => (milliseconds / 1000).toFixed(1);

/** Strikes while all write; resolves to what was measured and what is wrong. */
async function round(cluster, load, fault) {
  const before = { ...load.counts };
  const primary = await cluster.primary();
  load.begin();
  await until('a first write', 30, () => load.counts.acknowledged > before.acknowledged);
  await sleep(0.5 + 3 * chance());
  const strays = [await fault.strike(cluster, primary)];
  if (!fault.keeps)
    await until('another primary', 90, async () => ![primary, undefined].includes(await cluster.primary()));
  const then = load.counts.acknowledged;
  await until('writes again', 60, () => load.counts.acknowledged > then);
  await sleep(1 + chance());
  load.mayBeStale = fault.stale === true;
  strays.push(await fault.mend(cluster, primary));
  const faults = [];
  const healthy = await cluster.healthy(90).catch((error) => {
    faults.push(error.message);
    return NaN;
  });
  load.mayBeStale = false;
  const gap = load.gap();
  await load.stop();
  faults.push(...await load.verify());
  if (fault.keeps && await cluster.primary() !== primary) faults.push('the primary changed');
  const kept = Number(cluster.sql('SELECT count(*) FROM stray'));
  if (strays.filter((one) => one === true).length > kept)
    faults.push('the old primary acknowledged a write and lost it');
  cluster.sql('DELETE FROM stray');
  const counted = Object.entries(load.counts).map(([name, count]) => [name, count - before[name]]);
  return { gap, healthy, faults, ...Object.fromEntries(counted) };
}

const lines = [];
let number = 0;
let failed = 0;
function report(name, result) {
  const whole = result.healthy ? `whole again ${result.healthy.toFixed(1)} s after it was mended` : 'not whole again';
  const words = `${FAULTS[name].what}: ${seconds(result.gap)} s without a write, ${whole}; ` +
    `${result.acknowledged} acknowledged, ${result.unknown} unknown` +
    `${result.stale > 0 ? `, ${result.stale} answers by a primary of the past` : ''}`;
  number++;
  console.log(values.tap ? `${result.faults.length > 0 ? 'not ' : ''}ok ${number} - ${words}` : `${number}: ${words}`);
  for (const line of result.faults.slice(0, 50)) console.log(`# ${line}`);
  failed += result.faults.length > 0 ? 1 : 0;
  lines.push(`| ${number} | ${name} | ${seconds(result.gap)} | ${result.healthy.toFixed(1)} | ` +
    `${result.acknowledged} | ${result.unknown} | ${result.faults.length} |`);
}

function writeReport(load) {
  const { ttl, loop_wait: wait, retry_timeout: retry } = load.cluster.times;
  writeFileSync(values.report, `# ${rounds} faults of a PostgreSQL cluster under load

\`./dev failover-test --engine postgresql --rounds ${rounds} --load ${values.load} --times ${values.times}\` (seed ${
  values.seed}); Patroni with ttl ${ttl} s, loop_wait ${wait} s, retry_timeout ${retry} s; 8 clients.
Times are seconds: the longest without an acknowledged write, and from the
mending until there was a synchronous standby again.
Wrong: what was acknowledged and is lost or there twice, what is half there, faults of audit and ledger.

| round | fault | without writes | whole again | acknowledged | not answered | wrong |
|---|---|---|---|---|---|---|
${lines.join('\n')}
`);
}

/** What etcd and the nodes said stays for a look. */
function keepLogs() {
  const logs = `${values.build}/failover/logs`;
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  for (const name of readdirSync(place.folder).filter((one) => one.endsWith('.log')))
    copyFileSync(`${place.folder}/${name}`, `${logs}/${name}`);
}

async function runAll() {
  const cluster = await startCluster(place, { times: values.times === 'production' ? PRODUCTION : QUICK,
    synchronous: !values.asynchronous, strict: values.strict, etcdApi: Number(values['etcd-api']) });
  cluster.sql('CREATE TABLE stray (note TEXT)');
  const load = values.load === 'plain' ? new PlainLoad({ cluster })
    : await makeProductLoad({ cluster, place, build: values.build, seed: Number(values.seed),
      hosts: Number(values.hosts) });
  await load.prepare();
  for (let index = 0; index < rounds; index++) {
    const name = chosen[index % chosen.length];
    if (FAULTS[name].separate && !place.separate)
      console.log(`ok ${++number} - ${FAULTS[name].what} # SKIP neither root nor user namespaces are permitted here`);
    else report(name, await round(cluster, load, FAULTS[name]));
  }
  if (values.report) writeReport(load);
}

if (values.tap) console.log(`1..${rounds}`);
try {
  await runAll();
} catch (error) {
  failed++;
  console.log(values.tap ? `Bail out! ${error.message}` : error.stack);
}
keepLogs();
process.exit(failed > 0 ? 1 : 0);

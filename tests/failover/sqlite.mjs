// kill -9 of everything at random moments under a write load, on SQLite: nothing that was acknowledged is lost, nothing
// is half there.  node tests/failover/sqlite.mjs [--build DIR] [--rounds N] [--seed N] [--tap]
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { Load, generator } from './load.mjs';
import { makeMission } from './load_service.mjs';

const { values } = parseArgs({ options: {
  build: { type: 'string', default: 'build' },
  rounds: { type: 'string', default: '20' },
  seed: { type: 'string', default: String(Date.now() % 1e6) },
  tap: { type: 'boolean', default: false },
} });
const rounds = Number(values.rounds);
const folder = `${values.build}/failover/sqlite`;
const chance = generator(Number(values.seed));

const SHORTEST = 150; // milliseconds of load before the kill
const SPREAD = 700;
const ONES = ['write', 'write', 'read', 'slow', 'jobs']; // of which one may be killed before the rest

/** How everything stands after a kill: what is wrong, as lines. */
function compare(service, load, all) {
  const program = `${values.build}/tests/load_compare`;
  const faults = load.compare({ program, database: `sqlite:${service.data}/sanad.db`, file: `${folder}/facts`, all });
  const audit = service.sanad('audit', 'verify');
  return [...faults, ...(audit.status === 0 ? [] : audit.output.split('\n').filter(Boolean))];
}

async function round(service, load, number) {
  const before = { ...load.counts };
  load.begin();
  const length = SHORTEST + chance() * SPREAD;
  const one = chance() < 0.5 ? ONES[Math.floor(chance() * ONES.length)] : null;
  const first = one ? chance() : 1; // one process at this part of the time, all of them at its end
  await sleep(length * first);
  if (one) service.killOne(one);
  await sleep(length * (1 - first));
  await service.kill();
  await load.stop();
  const unknown = load.workers.filter((worker) => worker.pending).length;
  const back = await service.start();
  const faults = compare(service, load, number === rounds);
  await load.settle();
  faults.push(...load.faults.splice(0));
  const acknowledged = load.counts.acknowledged - before.acknowledged;
  return { length, one, back, unknown, acknowledged, faults };
}

const shown = (milliseconds) => `${Math.round(milliseconds)} ms`;

const began = performance.now();
const service = await makeMission({ build: values.build, folder });
await service.start();
const load = new Load({ address: service.address, accounts: service.accounts(), seed: Number(values.seed) });
await load.prepare();
if (values.tap) console.log(`1..${rounds}`);
let failed = 0;
let unknown = 0;
let slowest = 0;
for (let number = 1; number <= rounds; number++) {
  const result = await round(service, load, number);
  const { length, acknowledged } = result;
  const before = result.one ? `${result.one} killed, ` : '';
  const words = `${before}all killed after ${shown(length)}: ${acknowledged} acknowledged, ` +
    `${result.unknown} unknown, answers again after ${shown(result.back)}`;
  console.log(values.tap ? `${result.faults.length > 0 ? 'not ' : ''}ok ${number} - ${words}` : `${number}: ${words}`);
  for (const fault of result.faults) console.log(`# ${fault}`);
  failed += result.faults.length > 0 ? 1 : 0;
  unknown += result.unknown;
  slowest = Math.max(slowest, result.back);
}
const rest = compare(service, load, true);
for (const fault of rest) console.log(`# at the end: ${fault}`);
await service.stop();
const { acknowledged, refused } = load.counts;
console.log(`# ${rounds} rounds, ${failed} with faults (seed ${values.seed}): ${acknowledged} acknowledged, ` +
  `${refused} refused by their budget line, ${unknown} unknown when all was killed; answers again after at most ` +
  `${shown(slowest)}; ${Math.round((performance.now() - began) / 1000)} s in all`);
if (acknowledged < rounds * 8 || unknown === 0) {
  console.log('# too little was under way for this to prove anything');
  failed++;
}
process.exit(failed > 0 || rest.length > 0 ? 1 : 0);

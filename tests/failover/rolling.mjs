// An old and a new program at once over one schema: hosts are brought to the next version one after the other while
// clients write, and nothing is lost.  The new program is this tree with a migration more (tests/upgrade), the one
// after it two steps further.  On SQLite old and new never write at once, and are told so.
// node tests/failover/rolling.mjs [--build DIR] [--tap]
import { parseArgs } from 'node:util';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Checks, differs, makeHost, startFront } from './hosts_place.mjs';
import { Load } from './load.mjs';
import { freePort, makeMission, must, run, start } from './load_service.mjs';

const { values } = parseArgs({ options: {
  build: { type: 'string', default: 'build' },
  tap: { type: 'boolean', default: false },
} });
const { build } = values;
const folder = `${build}/failover/rolling`;
const next = `${build}/tests/sanad_next`;
const afterNext = `${build}/tests/sanad_after_next`;
const made = spawnSync('ninja', ['-C', build, 'tests/sanad_next', 'tests/sanad_after_next'], { encoding: 'utf8' });
if (made.status !== 0) throw new Error(made.stdout);

const place = mkdtempSync('/tmp/sanad-rolling.');
process.on('exit', () => {
  spawnSync('tools/private_postgres', ['stop', place]);
  rmSync(place, { recursive: true, force: true });
});
const started = spawnSync('tools/private_postgres', ['start', place], { encoding: 'utf8' });
if (started.status !== 0) throw new Error(started.stderr);
const database = started.stdout.trim();

const checks = new Checks();
const check = checks.check.bind(checks);
if (values.tap) console.log('1..7');

/** A command of some program on a mission is refused, and says this. */
function refused(what, { status, output }, said) {
  if (status === 1 && output.includes(said)) return [];
  return [`${what}: ended with ${status}, and says:\n${output}`];
}
const done = (what, { status, output }) => (status === 0 ? [] : [`${what}: ended with ${status}\n${output}`]);
const by = (program, host, ...words) => run(program, [...words, ...host.options()]);
/** The same while this process goes on writing. */
async function beside(program, host, ...words) {
  const log = `${folder}/beside.log`;
  rmSync(log, { force: true });
  const child = start(program, [...words, ...host.options()], log);
  await child.ended;
  return { status: child.exitCode, output: readFileSync(log, 'utf8') };
}

// --- PostgreSQL ---------------------------------------------------------------------------------------------------

const port = await freePort();
const front = `http://127.0.0.1:${port}`;
const options = ['--database', database, '--front', '127.0.0.1', '--secure-cookies', 'no',
  '--require-second-factor', 'no'];
const mission = await makeMission({ build, folder, persons: 300, options });
must(`${build}/sanad`, ['backup', '--make-key', `${folder}/data/secret`]);
const recipient = readFileSync(`${folder}/data/secret/backup.public`, 'utf8').trim();
options.push('--backup-recipient', recipient, '--backup-directory', `${folder}/data/backups`);
const hosts = [];
for (const name of ['a', 'b'])
  hosts.push(await makeHost({ build, folder, name, keys: mission.keys, front, options }));
const [a, b] = hosts;
await Promise.all(hosts.map((host) => host.start()));
await startFront(folder, port, hosts);
const load = new Load({ address: front, accounts: mission.accounts(), clients: 8, seed: 5 });
await load.prepare();

/** What the hosts wrote about requests that ended in a fault of ours. */
const failures = () => hosts.flatMap((host) => readFileSync(`${host.folder}/sanad.log`, 'utf8').split('\n')
  .filter((line) => / (GET|POST|PATCH|DELETE) \S+ 500 /.test(line)));

/** Clients write meanwhile; what they and the hosts say against it. */
async function underLoad(work) {
  load.begin();
  await sleep(500);
  const faults = await work();
  await sleep(500);
  await load.stop();
  await load.settle();
  console.log(`# ${load.counts.acknowledged} acknowledged, longest pause ${Math.round(load.gap())} ms`);
  const program = `${build}/tests/load_compare`;
  const compared = load.compare({ program, database, file: `${folder}/facts`, all: true });
  return [...faults, ...compared, ...load.faults.splice(0), ...failures()];
}

await check('a program that is newer than the database does not serve it, and two steps are not rolled', async () => [
  ...refused('the next one', by(next, b, 'serve'), 'sanad upgrade brings it up to date'),
  ...refused('the one after it', by(afterNext, b, 'upgrade', '--rolling'), 'more than one step older'),
  ...refused('without a word', by(next, b, 'upgrade'), 'or upgrade with --rolling'),
]);

await check('the database is upgraded while old programs serve it', () => underLoad(async () => {
  const before = load.counts.acknowledged;
  const upgraded = await beside(next, b, 'upgrade', '--rolling');
  return [...done('the upgrade', upgraded), ...differs('writes went on', load.counts.acknowledged > before + 20, true),
    ...done('nothing is left to do', await beside(next, b, 'upgrade', '--dry-run'))];
}));

await check('an old program serves on, also when it is started anew', () => underLoad(async () => {
  await b.kill();
  await b.start();
  await sleep(1000);
  const verified = await beside(b.program, b, 'ledger', 'verify');
  return [...done('the old program verifies', verified),
    ...differs('says that it is old', verified.output.includes('next version already'), true)];
}));

await check('old and new write at once, and each host is replaced in its turn', () => underLoad(async () => {
  await b.stop();
  b.program = next;
  await b.start();
  await sleep(2500); // both
  await a.stop();
  a.program = next;
  await a.start();
  await sleep(1000);
  return done('the audit log', await beside(next, b, 'audit', 'verify'));
}));

await check('a program two steps older does not serve, nor write, and says what to do', async () => {
  const upgraded = by(afterNext, b, 'upgrade', '--rolling');
  const words = 'install here the version that serves it';
  const old = `${build}/sanad`;
  await a.stop();
  const faults = [
    ...done('the second upgrade', upgraded),
    ...refused('serve', by(old, a, 'serve'), words),
    ...refused('audit verify', by(old, a, 'audit', 'verify'), words),
    ...refused('user', by(old, a, 'user', 'close', 'nobody'), words),
    ...done('the one between', by(next, a, 'ledger', 'verify')),
  ];
  await b.stop();
  return faults;
});

// --- SQLite -------------------------------------------------------------------------------------------------------

const alone = await makeMission({ build, folder: `${folder}/alone`, persons: 50,
  options: ['--secure-cookies', 'no', '--require-second-factor', 'no'] });
await alone.start();

await check('on SQLite nothing is upgraded while it is served', async () => [
  ...refused('upgrade', by(next, alone, 'upgrade', '--no-backup', 'test'), 'stop the service first'),
  ...refused('from other sockets', by(next, alone, 'upgrade', '--no-backup', 'test', '--run', `${folder}/other`),
    'stop the service first'),
  ...refused('rolling', by(next, alone, 'upgrade', '--no-backup', 'test', '--rolling'), 'never write at once'),
]);

await check('on SQLite old and new do not serve at once', async () => {
  await alone.stop();
  const faults = done('the upgrade', by(next, alone, 'upgrade', '--no-backup', 'test'));
  alone.program = next;
  await alone.start();
  const old = `${build}/sanad`;
  faults.push(
    ...refused('the old one beside it', by(old, alone, 'serve'), 'another sanad serves this directory'),
    ...refused('from other sockets', by(old, alone, 'serve', '--run', `${folder}/other`),
      'another sanad serves this database'),
  );
  await alone.stop();
  return [...faults, ...done('a second upgrade', by(afterNext, alone, 'upgrade', '--no-backup', 'test')),
    ...refused('two steps older', by(old, alone, 'serve'), 'install here the version that serves it')];
});

process.exit(checks.failed ? 1 : 0);

// A mission on PostgreSQL brought back to a moment: pgBackRest with packaging/pgbackrest.conf keeps the log of a server
// while clients write; what is restored beside holds exactly what was acknowledged before the moment.
// node tests/failover/point_in_time.mjs [--build DIR] [--tap]
import { parseArgs } from 'node:util';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { own } from '../../bench/instance.mjs';
import { Checks, differs } from './hosts_place.mjs';
import { Load } from './load.mjs';
import { makeMission, must, run, start } from './load_service.mjs';

const { values } = parseArgs({ options: {
  build: { type: 'string', default: 'build' },
  tap: { type: 'boolean', default: false },
} });
const { build } = values;
const folder = `${build}/failover/point`;
// In memory where there is such a place: a disk has nothing to say here.
const place = mkdtempSync(existsSync('/dev/shm') ? '/dev/shm/sanad-point.' : '/tmp/sanad-point.');
chmodSync(place, 0o755);
const server = `${place}/server`;
const beside = `${place}/beside`;
const configuration = `${place}/pgbackrest.conf`;
process.on('exit', () => {
  for (const one of [server, beside]) spawnSync('tools/private_postgres', ['stop', one]);
  rmSync(place, { recursive: true, force: true });
});

function tell(words) {
  const { status, stdout, stderr } = spawnSync(words[0], words.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
  return stdout.trim();
}
const startServer = (where) => tell(['tools/private_postgres', 'start', '--fast', where]);
const stopServer = (where) => tell(['tools/private_postgres', 'stop', where]);
const ask = (address, statement) => tell(['/usr/lib/postgresql/15/bin/psql', '-XAtq', '-d', address, '-c', statement]);
const pgbackrest = (...words) =>
  must('/usr/bin/pgbackrest', [`--config=${configuration}`, '--stanza=sanad', ...words]);

/** packaging/pgbackrest.conf, with the places of this test. */
function writeConfiguration(socket) {
  const places = {
    '/var/backups/pgbackrest': `${place}/repository`,
    '/var/log/pgbackrest': `${place}/log`,
    '/tmp/pgbackrest': `${place}/lock`,
    '/var/spool/pgbackrest': `${place}/spool`,
    '/var/lib/postgresql/15/main': `${server}/data`,
    '/var/run/postgresql': socket,
    PASSPHRASE: randomBytes(32).toString('base64'),
  };
  let text = readFileSync('packaging/pgbackrest.conf', 'utf8');
  for (const [from, to] of Object.entries(places)) {
    if (!text.includes(from)) throw new Error(`packaging/pgbackrest.conf has no ${from}`);
    text = text.replace(from, to);
  }
  writeFileSync(configuration, text, { mode: 0o600 });
  own(configuration);
  for (const one of ['repository', 'log', 'lock', 'spool']) {
    mkdirSync(`${place}/${one}`);
    own(`${place}/${one}`);
  }
}

/** As docs/operations/backup.md says. */
function switchArchivingOn(address) {
  const command = `pgbackrest --config=${configuration} --stanza=sanad archive-push %p`;
  ask(address, 'ALTER SYSTEM SET archive_mode = on');
  ask(address, `ALTER SYSTEM SET archive_command = '${command}'`);
  ask(address, "ALTER SYSTEM SET archive_timeout = '60s'");
  stopServer(server);
  startServer(server);
}

const checks = new Checks();
if (values.tap) console.log('1..5');
if (!existsSync('/usr/bin/pgbackrest')) {
  for (let number = 1; number <= 5; number++) console.log(`ok ${number} - point in time # SKIP no pgbackrest`);
  process.exit(0);
}

const database = startServer(server);
writeConfiguration(new URL(database.replace('@/', '@localhost/')).searchParams.get('host'));
switchArchivingOn(database);
const mission = await makeMission({ build, folder, persons: 300, options: ['--database', database,
  '--secure-cookies', 'no', '--require-second-factor', 'no'] });
await mission.start();
const load = new Load({ address: mission.address, accounts: mission.accounts(), clients: 8, seed: 11 });
await load.prepare();
const comparison = { program: `${build}/tests/load_compare`, database, file: `${folder}/facts`, all: true };
let moment = '';

/** Clients write for so long; then all of it is acknowledged, and the audit log of it sealed. */
async function write(seconds) {
  load.begin();
  await sleep(seconds * 1000);
  await load.stop();
  await load.settle();
  await sleep(1500);
}

await checks.check('a full backup is made while clients write, and the log is kept from then on', async () => {
  pgbackrest('stanza-create');
  load.begin();
  await sleep(500);
  const backup = start('/usr/bin/pgbackrest', [`--config=${configuration}`, '--stanza=sanad', 'backup', '--type=full'],
    `${folder}/pgbackrest.log`);
  await backup.ended;
  if (backup.exitCode !== 0) return [readFileSync(`${folder}/pgbackrest.log`, 'utf8')];
  await load.stop();
  await load.settle();
  return load.compare(comparison);
});

await checks.check('clients write before the moment and after it', async () => {
  await write(2);
  const faults = load.compare(comparison);
  copyFileSync(`${folder}/facts`, `${folder}/facts.before`);
  const before = load.counts.acknowledged;
  moment = ask(database, 'SELECT clock_timestamp()');
  await sleep(200);
  await write(2);
  faults.push(...load.compare(comparison));
  ask(database, 'SELECT pg_switch_wal()');
  pgbackrest('check');
  console.log(`# ${before} acknowledged before ${moment}, ${load.counts.acknowledged - before} after it`);
  if (before < 20 || load.counts.acknowledged - before < 20) faults.push('too little was written to see anything');
  return faults;
});

let restored = '';
await checks.check('the server is restored beside to that moment', async () => {
  mkdirSync(beside);
  writeFileSync(`${beside}/lock`, '');
  for (const one of [beside, `${beside}/lock`]) own(one);
  const began = performance.now();
  pgbackrest('restore', `--pg1-path=${beside}/data`, '--type=time', `--target=${moment}`, '--target-action=promote',
    '--archive-mode=off');
  restored = startServer(beside);
  for (let turn = 0; ask(restored, 'SELECT pg_is_in_recovery()') !== 'f'; turn++) {
    if (turn > 100) return ['it is never promoted'];
    await sleep(100);
  }
  console.log(`# restored in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return statSync(`${beside}/data`).isDirectory() && ask(restored, 'SHOW archive_mode') === 'off' ? []
    : ['it writes into the repository of the other'];
});

await checks.check('it holds exactly what was acknowledged before the moment, and verifies', async () => {
  const faults = [];
  const options = mission.options().map((word) => (word === database ? restored : word));
  for (const what of ['audit', 'ledger']) {
    const { status, output } = run(`${build}/sanad`, [what, 'verify', ...options]);
    if (status !== 0) faults.push(`${what} verify: ${output}`);
  }
  const compare = (facts) => run(comparison.program, [restored, facts]);
  const before = compare(`${folder}/facts.before`);
  if (before.status !== 0) faults.push(...before.output.split('\n').filter(Boolean));
  if (compare(`${folder}/facts`).status === 0) faults.push('what was written after the moment is there too');
  return faults;
});

/** The copy becomes a server that only follows, as a standby of the other would be. */
function makeStandby() {
  for (const setting of ['recovery_target_time', 'recovery_target_action', 'restore_command'])
    ask(restored, `ALTER SYSTEM RESET ${setting}`);
  stopServer(beside);
  writeFileSync(`${beside}/data/standby.signal`, '');
  own(`${beside}/data/standby.signal`);
  startServer(beside);
}

await checks.check('commands read the primary, whichever is named first, unless told otherwise', async () => {
  makeStandby();
  const socket = (address) => new URL(address.replace('@/', '@localhost/')).searchParams.get('host');
  const both = database.replace(/host=.*/, `host=${socket(restored)},${socket(database)}`);
  const count = (address) => {
    const options = mission.options().map((word) => (word === database ? address : word));
    const { status, output } = run(`${build}/sanad`, ['ledger', 'verify', ...options]);
    return status === 0 ? Number(/(\d+) transfers/.exec(output)[1]) : output;
  };
  const [primary, standby] = [count(database), count(`${restored}&target_session_attrs=any`)];
  return [...(standby < primary ? [] : [`the standby is as new as the primary: ${standby}, ${primary}`]),
    ...differs('the standby named first', count(both), primary),
    ...differs('the same, told otherwise', count(`${both}&target_session_attrs=any`), standby)];
});

process.exit(checks.failed ? 1 : 0);

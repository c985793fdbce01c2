// Two hosts behind one nginx: two supervisors with data directories of their own, the same keys, one PostgreSQL.  What
// one host began the other goes on with, and nothing is lost when either dies.
// node tests/failover/hosts.mjs [--build DIR] [--tap]
import { parseArgs } from 'node:util';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, form } from '../../bench/client.mjs';
import { Checks, differs, makeHost, startFront } from './hosts_place.mjs';
import { Load } from './load.mjs';
import { freePort, makeMission } from './load_service.mjs';

const { values } = parseArgs({ options: {
  build: { type: 'string', default: 'build' },
  tap: { type: 'boolean', default: false },
} });
const { build } = values;
const folder = `${build}/failover/hosts`;
const place = mkdtempSync('/tmp/sanad-hosts.');
process.on('exit', () => {
  spawnSync('tools/private_postgres', ['stop', place]);
  rmSync(place, { recursive: true, force: true });
});
const started = spawnSync('tools/private_postgres', ['start', place], { encoding: 'utf8' });
if (started.status !== 0) throw new Error(started.stderr);
// Two roles, so that the hosts are bound by row security as those of a mission are.
const as = (role) => started.stdout.trim().replace('//postgres@', `//${role}@`);
for (const statement of ['CREATE ROLE sanad_owner LOGIN', 'CREATE ROLE sanad_serves LOGIN',
  'ALTER DATABASE sanad OWNER TO sanad_owner']) {
  const done = spawnSync('psql', ['-q', as('postgres'), '-c', statement], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
}
const database = as('sanad_owner');

const checks = new Checks();
const check = checks.check.bind(checks);

const port = await freePort();
const front = `http://127.0.0.1:${port}`;
const more = ['--database', as('sanad_serves'), '--database-owner', database, '--front', '127.0.0.1',
  '--lockout-failures', '4', '--secure-cookies', 'no', '--require-second-factor', 'no'];
const mission = await makeMission({ build, folder, persons: 300, options: more });
const hosts = [];
for (const name of ['a', 'b'])
  hosts.push(await makeHost({ build, folder, name, keys: mission.keys, front, options: more }));
await Promise.all(hosts.map((host) => host.start()));
await startFront(folder, port, hosts);
const accounts = mission.accounts();
const [a, b] = hosts;

/** A browser that talks to one host, as the front would have it. */
function visitor(host) {
  const client = new Client(front);
  const send = client.send.bind(client);
  client.send = (method, path, options) => {
    client.address = host.address;
    const headers = { ...options?.headers, Origin: front, Host: new URL(front).host };
    return send(method, path, { ...options, headers });
  };
  return client;
}

if (values.tap) console.log('1..8');

await check('a session opened on one host holds on the other, and ends on both', async () => {
  const { login, password } = accounts.get('caseworker');
  const there = visitor(a);
  await there.signIn(login, password);
  const here = visitor(b);
  here.cookies = there.cookies;
  const page = await here.send('GET', '/fr/account');
  await there.send('GET', '/fr/account');
  await there.want('POST', '/fr/sign-out', { body: form({ _csrf: there.csrf }) }, 303);
  const old = visitor(b);
  old.cookies = new Map(page.headers['set-cookie'] ? here.cookies : there.cookies);
  const after = await old.send('GET', '/fr/account');
  return [...differs('on the other host', page.status, 200), ...differs('after the end', after.status, 303)];
});

await check('failed sign-ins are counted over both hosts', async () => {
  const { login, password } = accounts.get('auditor');
  const sign = async (host, word) => {
    const client = visitor(host);
    await client.want('GET', '/fr/sign-in');
    return client.send('POST', '/fr/sign-in', { body: form({ _csrf: client.csrf, login, password: word }) });
  };
  for (const host of [a, b, a, b]) await sign(host, 'wrong');
  const right = await sign(a, password);
  return right.status === 303 ? ['the account does not wait after four failures'] : [];
});

await check('what is written on one host is read on the other at once', async () => {
  const { login, password } = accounts.get('caseworker');
  const there = visitor(a);
  await there.signIn(login, password);
  await there.makeToken();
  const here = visitor(b);
  here.token = there.token;
  const [row] = await there.rows('/api/v1/return-cases?size=1', 1);
  const headers = { 'If-Match': `"${row.version}"` };
  const body = JSON.stringify({ situation: 'Écrit sur un hôte' });
  const change = { type: 'application/json', body, headers };
  const saved = await there.send('PATCH', `/api/v1/return-cases/${row.id}`, change);
  const read = await here.send('GET', `/api/v1/return-cases/${row.id}`);
  const stale = await here.send('PATCH', `/api/v1/return-cases/${row.id}`, change);
  return [...differs('saved', saved.status, 200),
    ...differs('read', JSON.parse(read.body).situation, 'Écrit sur un hôte'),
    ...differs('an old version on the other host', stale.status, 412)];
});

await check('a file sent to one host is read on the other, byte for byte', async () => {
  const { login, password } = accounts.get('caseworker');
  const there = visitor(a);
  await there.signIn(login, password);
  const list = await there.want('GET', '/fr/return-cases');
  const [, base, id] = /href="(\/fr\/return-cases\/([0-9a-f-]{36}))"/.exec(list.body);
  const page = (await there.want('GET', `/fr/attachments/new?record=return_case&subject=${id}`)).body;
  const key = /name="_key" value="([^"]*)"/.exec(page)[1];
  // Larger than what a worker hands over at once: it is cut into pieces.
  const bytes = Buffer.from(Array.from({ length: 150_000 }, (_, i) => `ligne ${i}\n`).join(''));
  const parts = { _csrf: there.csrf, _key: key, record: 'return_case', subject: id, kind: 'other' };
  const edge = 'between-the-parts-of-this-form';
  const head = Object.entries(parts).map(([name, value]) =>
    `--${edge}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('');
  const file = `--${edge}\r\nContent-Disposition: form-data; name="file"; filename="lignes.txt"\r\n` +
    'Content-Type: text/plain\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head + file), bytes, Buffer.from(`\r\n--${edge}--\r\n`)]);
  await there.want('POST', '/fr/attachments', { body, type: `multipart/form-data; boundary=${edge}` }, 303);
  const here = visitor(b);
  here.cookies = there.cookies;
  const shown = (await here.want('GET', base)).body;
  const address = /href="(\/fr\/attachments\/[0-9a-f-]{36})[?"]/.exec(shown)?.[1];
  const read = await here.want('GET', address ?? '/fr/attachments/none');
  return differs('the file on the other host', read.body === bytes.toString(), true);
});

const load = new Load({ address: front, accounts, clients: 8, seed: 3 });
await load.prepare();
const program = `${build}/tests/load_compare`;
const compare = (all) => load.compare({ program, database, file: `${folder}/facts`, all });

await check('8 clients write while each host is killed in its turn', async () => {
  load.begin();
  for (const host of [a, b]) {
    await sleep(1500);
    await host.kill();
    await sleep(800);
    await host.start();
  }
  await sleep(1000);
  await load.stop();
  await load.settle();
  console.log(`# ${load.counts.acknowledged} acknowledged, longest pause ${Math.round(load.gap())} ms`);
  return [...compare(true), ...load.faults.splice(0)];
});

await check('each host is told to begin anew in its turn and no request fails', async () => {
  const before = load.counts.unknown;
  load.begin();
  for (const host of [a, b]) {
    await sleep(700);
    host.server.kill('SIGHUP');
    await sleep(1200);
  }
  await load.stop();
  const unanswered = load.counts.unknown - before - load.workers.filter((worker) => worker.pending).length;
  await load.settle();
  return [...compare(false), ...load.faults.splice(0), ...(unanswered > 0 ? [`${unanswered} were not answered`] : [])];
});

await check('a role that ends on one host has ended on the other at the next request', async () => {
  const worker = visitor(b);
  const { login, password } = accounts.get('supervisor');
  await worker.signIn(login, password);
  const before = await worker.send('GET', '/fr/return-cases');
  const chief = visitor(a);
  await chief.signIn(accounts.get('administrator').login, accounts.get('administrator').password);
  const users = (await chief.want('GET', '/fr/users?size=100')).body;
  const row = users.split('<tr').find((line) => line.includes(`>${login}<`));
  const path = /href="(\/fr\/users\/[0-9a-f-]{36})"/.exec(row)[1];
  const user = (await chief.want('GET', path)).body;
  for (const [end] of user.matchAll(/\/fr\/users\/[0-9a-f-]{36}\/roles\/[0-9a-f-]{36}\/end/g))
    await chief.want('POST', end, { body: form({ _csrf: chief.csrf }) }, 303);
  const after = await worker.send('GET', '/fr/return-cases');
  return [...differs('before', before.status, 200), ...differs('after', after.status, 403)];
});

await check('the audit log has one chain, without a gap', async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  const verified = mission.sanad('audit', 'verify');
  return verified.status === 0 ? [] : verified.output.split('\n').filter(Boolean);
});

process.exit(checks.failed ? 1 : 0);

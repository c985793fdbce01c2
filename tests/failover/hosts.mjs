// Two hosts behind one nginx: two supervisors with data directories of their own, the same keys, one PostgreSQL.  What
// one host began the other goes on with, and nothing is lost when either dies.
// node tests/failover/hosts.mjs [--build DIR] [--tap]
import { parseArgs } from 'node:util';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, form } from '../../bench/client.mjs';
import { Load } from './load.mjs';
import { Service, freePort, makeDirectory, makeMission, must, start } from './load_service.mjs';

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

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** One nginx before the hosts, which asks them in turn; its name is the mission's. */
function startFront(port, hosts) {
  const servers = hosts.map((host) => `server 127.0.0.1:${host.port} fail_timeout=1s;`).join(' ');
  writeFileSync(`${folder}/front.conf`, `
    worker_processes 1; pid ${folder}/front.pid; error_log stderr warn; events { worker_connections 256; }
    http { access_log off; client_max_body_size 0; proxy_request_buffering on;
      ${TEMPORARY.map((kind) => `${kind}_temp_path ${folder}/front_${kind};`).join(' ')}
      upstream hosts { ${servers} }
      server { listen 127.0.0.1:${port};
        location / { proxy_pass http://hosts; proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $remote_addr; } } }`);
  return start('/usr/sbin/nginx', ['-e', 'stderr', '-p', './', '-c', `${folder}/front.conf`, '-g', 'daemon off;'],
    `${folder}/front.log`);
}

/** A host answers under the name of the front, on a port of its own. */
function describe(host, address) {
  const words = ['serve', '--print-nginx', '--port', String(host.port), ...host.options()];
  host.configuration = must(`${build}/sanad`, words)
    .replace(`"127.0.0.1:${host.port}" ours;`, `"${new URL(address).host}" ours; "127.0.0.1:${host.port}" ours;`);
}

class Host extends Service {
  options() {
    return super.options().map((word) => (word === this.address ? this.front : word));
  }
}

let number = 0;
let failed = 0;
async function check(name, test) {
  const began = performance.now();
  const faults = await test().catch((error) => [String(error.stack ?? error)]);
  number++;
  failed += faults.length ? 1 : 0;
  console.log(`${faults.length ? 'not ok' : 'ok'} ${number} - ${name} (${Math.round(performance.now() - began)} ms)`);
  for (const fault of faults) console.log(`# ${fault.replaceAll('\n', '\n# ')}`);
}
const differs = (what, is, wanted) => (is === wanted ? [] : [`${what}: ${is} and not ${wanted}`]);

const port = await freePort();
const front = `http://127.0.0.1:${port}`;
const more = ['--database', as('sanad_serves'), '--database-owner', database, '--front', '127.0.0.1',
  '--lockout-failures', '4', '--secure-cookies', 'no', '--require-second-factor', 'no'];
const mission = await makeMission({ build, folder, persons: 300, options: more });
const hosts = [];
for (const name of ['a', 'b']) {
  const home = `${folder}/${name}`;
  makeDirectory(home);
  const host = new Host({ build, folder: home, data: home, keys: mission.keys, port: await freePort(), options: more });
  host.front = front;
  describe(host, front);
  hosts.push(host);
}
await Promise.all(hosts.map((host) => host.start()));
startFront(port, hosts);
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

if (values.tap) console.log('1..6');

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

await check('the audit log has one chain, without a gap', async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  const verified = mission.sanad('audit', 'verify');
  return verified.status === 0 ? [] : verified.output.split('\n').filter(Boolean);
});

process.exit(failed ? 1 : 0);

// Two PostgreSQL servers, a primary and its synchronous standby, each under its Patroni, and one etcd: what
// docs/operations/failover.md describes for three hosts, here on one.  In namespaces each node has its own network
// (a veth into one bridge) and its own disk (a tmpfs); without them, ports of 127.0.0.1 and ordinary folders.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, mkdirSync, openSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync,
  writeSync } from 'node:fs';
import { createServer } from 'node:net';

const HUB = '10.77.0.1'; // in a network of its own, which nothing outside can see
const DISK = '640m'; // of a node: room for its data and its WAL, and quickly filled
const SMALL = { max_wal_size: '64MB', min_wal_size: '5MB', wal_keep_size: '192MB', checkpoint_timeout: '30s',
  shared_buffers: '64MB', max_connections: 60 };

/** Patroni's times, in seconds.  It wants ttl to be at least loop_wait + 2 * retry_timeout. */
export const QUICK = { ttl: 8, loop_wait: 1, retry_timeout: 3 };
export const PRODUCTION = { ttl: 20, loop_wait: 5, retry_timeout: 5 };

export const sleep = (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });

/** Waits until `ask` (which may throw or refuse) gives something true; else fails with what was waited for. */
export async function until(what, seconds, ask) {
  const end = Date.now() + seconds * 1000;
  let last = '';
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = `: ${error.message}`;
    }
    await sleep(0.1);
  }
  throw new Error(`waited ${seconds} s for ${what}${last}`);
}

function run(options, command, ...words) {
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')}: ${stderr}`);
  return stdout;
}

const ip = (...words) => run({}, 'ip', ...words);

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** All processes that can be seen: { id, parent, folder it works in }. */
function allProcesses() {
  const all = [];
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [state, parent] = readFileSync(`/proc/${id}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
      if (state !== 'Z') all.push({ id: Number(id), parent: Number(parent), folder: readlinkSync(`/proc/${id}/cwd`) });
    } catch {
      // It has ended, or is another user's.
    }
  }
  return all;
}

function signal(id, name) {
  try {
    process.kill(id, name);
  } catch {
    // It has ended.
  }
}

class PatroniNode {
  constructor(cluster, name, host, ports) {
    Object.assign(this, { cluster, name, host, ...ports });
    this.folder = `${cluster.place.folder}/${name}`;
    this.disk = `${this.folder}/disk`;
    this.data = `${this.disk}/data`;
  }

  /** Its network and its disk. */
  prepare() {
    const { place } = this.cluster;
    mkdirSync(this.disk, { recursive: true });
    if (place.separate) {
      run({}, 'mount', '-t', 'tmpfs', '-o', `size=${DISK},mode=0700`, 'tmpfs', this.disk);
      this.holder = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore' });
    }
    for (const folder of [this.folder, this.disk]) chownSync(folder, place.user, place.group);
  }

  async connectNetwork() {
    if (!this.cluster.place.separate) return;
    const [outer, inner, space] = [`outer-${this.name}`, `inner-${this.name}`, `/proc/${this.holder.pid}/ns/net`];
    await until('a network namespace', 5, () => readlinkSync(space) !== readlinkSync('/proc/self/ns/net'));
    ip('link', 'add', 'name', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', String(this.holder.pid));
    ip('link', 'set', outer, 'master', 'hub', 'up');
    const inside = (...words) => run({}, 'nsenter', `--net=${space}`, 'ip', ...words);
    inside('link', 'set', 'lo', 'up');
    inside('address', 'add', `${this.host}/24`, 'dev', inner);
    inside('link', 'set', inner, 'up');
    this.enter = ['nsenter', `--net=${space}`, '--'];
  }

  /** packaging/patroni.yml with addresses, folders and times of this node. */
  settings() {
    const { times, synchronous, strict, password, etcdAddress, etcdApi } = this.cluster;
    const text = readFileSync('packaging/patroni.yml', 'utf8').replace(/\bNODE\b/, this.name)
      .replace(/\bETCD_HOSTS\b/, etcdAddress).replace(/\bADDRESS:8008\b/g, `${this.host}:${this.restPort}`)
      .replace(/\bADDRESS:5432\b/g, `${this.host}:${this.port}`).replace(/\bPASSWORD\b/g, password);
    const toJson = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)';
    const settings = JSON.parse(run({ input: text }, 'python3', '-c', toJson));
    if (etcdApi === 3) {
      settings.etcd3 = settings.etcd;
      delete settings.etcd;
    }
    const { dcs } = settings.bootstrap;
    Object.assign(dcs, { ...times, synchronous_mode: synchronous, synchronous_mode_strict: strict });
    Object.assign(dcs.postgresql.parameters, SMALL);
    settings.watchdog = { mode: 'off' };
    settings.bootstrap.initdb.push({ 'wal-segsize': '1' });
    const parameters = { unix_socket_directories: '', log_min_messages: 'warning', log_min_error_statement: 'panic' };
    Object.assign(settings.postgresql, { data_dir: this.data, pgpass: `${this.folder}/pgpass`, parameters });
    return settings;
  }

  /** Starts its Patroni, which starts everything else.  JSON is YAML too. */
  start() {
    const { place } = this.cluster;
    const path = `${this.folder}/patroni.yml`;
    writeFileSync(path, JSON.stringify(this.settings()), { mode: 0o600 });
    chownSync(path, place.user, place.group);
    this.patroni = this.cluster.spawn(`${this.name}.log`, [...(this.enter ?? []), ...place.drop], ['patroni', path],
      this.folder);
  }

  /** Its Patroni, and everything that runs in its data folder. */
  processes() {
    const all = allProcesses();
    const own = new Set([this.patroni.pid]);
    for (let size = 0; size !== own.size;) {
      size = own.size;
      for (const { id, parent, folder } of all)
        if (own.has(parent) || folder.startsWith(this.data)) own.add(id);
    }
    return all.filter(({ id }) => own.has(id)).map(({ id }) => id);
  }

  /** Stops all of it as one: again while something new has appeared. */
  freeze() {
    const seen = new Set();
    for (let size = -1; size !== seen.size;) {
      size = seen.size;
      for (const id of this.processes()) {
        signal(id, 'SIGSTOP');
        seen.add(id);
      }
    }
    return seen;
  }

  thaw() { for (const id of this.processes()) signal(id, 'SIGCONT'); }

  /** As a host that loses its power, but for what its system had not yet written. */
  kill() { for (const id of this.freeze()) signal(id, 'SIGKILL'); }

  cut() { ip('link', 'set', `outer-${this.name}`, 'down'); }

  join() { ip('link', 'set', `outer-${this.name}`, 'up'); }

  fillDisk() {
    const file = openSync(`${this.disk}/ballast`, 'w');
    try {
      for (const piece of [Buffer.alloc(1 << 20), Buffer.alloc(4096)])
        try {
          for (;;) writeSync(file, piece);
        } catch (error) {
          if (error.code !== 'ENOSPC') throw error;
        }
    } finally {
      closeSync(file);
    }
  }

  emptyDisk() { rmSync(`${this.disk}/ballast`, { force: true }); }

  /** What its Patroni says of the cluster: { members: [{ name, role, state, timeline, lag }] }. */
  async view() {
    const answer = await fetch(`http://${this.host}:${this.restPort}/cluster`, { signal: AbortSignal.timeout(2000) });
    return answer.json();
  }
}

/**
 * times         Patroni's
 * synchronous   synchronous_mode
 * strict        synchronous_mode_strict
 * etcdApi       2, or 3, with which Patroni 3.0.2 takes the lead back from another after a pause: see failover.md
 */
class Cluster {
  constructor(place, { times = QUICK, synchronous = true, strict = false, etcdApi = 2 } = {}) {
    Object.assign(this, { place, times, synchronous, strict, etcdApi, nodes: [], children: [] });
    this.password = randomBytes(12).toString('hex');
  }

  /** A process of the cluster; what it says goes to a file of the run's folder. */
  spawn(log, prefix, command, folder) {
    const [first, ...rest] = [...prefix, ...command];
    const file = openSync(`${this.place.folder}/${log}`, 'a');
    const child = spawn(first, rest, {
      cwd: folder, detached: true, stdio: ['ignore', file, file],
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: folder },
    });
    closeSync(file);
    this.children.push(child);
    return child;
  }

  /** Its one member; started again, it goes on with its data. */
  async startEtcd() {
    const { place } = this;
    const folder = `${place.folder}/etcd`;
    mkdirSync(folder, { recursive: true });
    chownSync(folder, place.user, place.group);
    this.etcdAddress ??= place.separate ? `${HUB}:2379` : `127.0.0.1:${await freePort()}`;
    this.etcdPeer ??= place.separate ? '127.0.0.1:2380' : `127.0.0.1:${await freePort()}`;
    const [clients, peers] = [`http://${this.etcdAddress}`, `http://${this.etcdPeer}`];
    this.etcd = this.spawn('etcd.log', place.drop, ['etcd', '--enable-v2', '--name', 'etcd',
      '--data-dir', `${folder}/data`, '--listen-client-urls', clients, '--advertise-client-urls', clients,
      '--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers,
      '--initial-cluster', `etcd=${peers}`], folder);
    await until('etcd', 20, async () => (await (await fetch(`${clients}/health`)).json()).health === 'true');
  }

  killEtcd() { this.etcd.kill('SIGKILL'); }

  async start() {
    const { separate } = this.place;
    if (separate) {
      ip('link', 'set', 'lo', 'up');
      ip('link', 'add', 'name', 'hub', 'type', 'bridge');
      ip('address', 'add', `${HUB}/24`, 'dev', 'hub');
      ip('link', 'set', 'hub', 'up');
    }
    await this.startEtcd();
    for (const [index, name] of ['a', 'b'].entries()) {
      const ports = separate ? { port: 5432, restPort: 8008 } : { port: await freePort(), restPort: await freePort() };
      const node = new PatroniNode(this, name, separate ? `10.77.0.${11 + index}` : '127.0.0.1', ports);
      this.nodes.push(node);
      node.prepare();
      await node.connectNetwork();
    }
    const [a, b] = this.nodes;
    a.start();
    await until('the first primary', 60, () => this.primary());
    b.start();
    await this.healthy(90);
  }

  /** Asks the nodes until one answers. */
  async view() {
    return Promise.any(this.nodes.map((node) => node.view()));
  }

  /** The node that leads, by the word of any that answers; undefined while there is none. */
  async primary() {
    const leader = (await this.view()).members.find(({ role, state }) => role === 'leader' && state === 'running');
    return leader && this.nodes.find(({ name }) => name === leader.name);
  }

  standbyOf(primary) { return this.nodes.find((node) => node !== primary); }

  /** Waits until there is a primary and a standby that can stand in for it; resolves to the seconds that took. */
  async healthy(seconds = 60) {
    const begin = Date.now();
    const role = this.synchronous ? 'sync_standby' : 'replica';
    await until('a primary and its standby', seconds, async () => {
      const { members } = await this.view();
      const states = members.map((member) => `${member.role} ${member.state}`).sort();
      if (states.join() !== `leader running,${role} running`
        && states.join() !== `leader running,${role} streaming`) throw new Error(states.join());
      return true;
    });
    return (Date.now() - begin) / 1000;
  }

  /** For libpq: it tries the hosts in turn until one lets it write. */
  address(database = 'postgres', user = 'postgres', password = this.password) {
    const hosts = this.nodes.map(({ host, port }) => `${host}:${port}`).join();
    return `postgresql://${user}:${password}@${hosts}/${database}?` +
      'target_session_attrs=read-write&connect_timeout=2&tcp_user_timeout=5000';
  }

  /** One statement or several on the primary; the rows, one a line, columns parted by |. */
  sql(text, database) {
    const { status, stdout, stderr } = spawnSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d',
      this.address(database), '-c', text], { encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`psql: ${stderr || status}`);
    return stdout.trim();
  }

  log(name) { return readFileSync(`${this.place.folder}/${name}.log`, 'utf8'); }

  /** Ends what this started: each its own group, and what Patroni has started. */
  stop() {
    for (const node of this.nodes) {
      if (node.patroni) node.kill();
      node.holder?.kill('SIGKILL');
    }
    for (const child of this.children) {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }
}

export async function startCluster(place, options) {
  const cluster = new Cluster(place, options);
  process.on('exit', () => cluster.stop());
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => process.exit(1));
  await cluster.start();
  return cluster;
}

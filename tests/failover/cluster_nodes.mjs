// Two PostgreSQL servers, a primary and its synchronous standby, each under its Patroni, and one etcd: what
// docs/operations/failover.md describes for three hosts, here on one.  In namespaces each node has its own network
// (a veth into one bridge) and its own disk (a tmpfs); without them, ports of 127.0.0.1 and ordinary folders.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, mkdirSync, openSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync,
  writeSync } from 'node:fs';
import { createServer } from 'node:net';

const PROGRAMS = '/usr/lib/postgresql/15/bin';
const HUB = '10.77.0.1'; // in a network of its own, which nothing outside can see
const DISK = '320m'; // of a node: room for its data and 64 MB of WAL, and quickly filled

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

function run(command, ...words) {
  const { status, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')}: ${stderr}`);
}

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
      run('mount', '-t', 'tmpfs', '-o', `size=${DISK},mode=0700`, 'tmpfs', this.disk);
      this.holder = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore' });
    }
    for (const folder of [this.folder, this.disk]) chownSync(folder, place.user, place.group);
  }

  async connectNetwork() {
    if (!this.cluster.place.separate) return;
    const [outer, inner, space] = [`outer-${this.name}`, `inner-${this.name}`, `/proc/${this.holder.pid}/ns/net`];
    await until('a network namespace', 5, () => readlinkSync(space) !== readlinkSync('/proc/self/ns/net'));
    run('ip', 'link', 'add', 'name', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', String(this.holder.pid));
    run('ip', 'link', 'set', outer, 'master', 'hub', 'up');
    const inside = (...words) => run('nsenter', `--net=${space}`, 'ip', ...words);
    inside('link', 'set', 'lo', 'up');
    inside('address', 'add', `${this.host}/24`, 'dev', inner);
    inside('link', 'set', inner, 'up');
    this.enter = ['nsenter', `--net=${space}`, '--'];
  }

  settings() {
    const { times, synchronous, strict, password, etcdAddress } = this.cluster;
    const login = (username) => ({ username, password });
    return {
      scope: 'sanad', name: this.name,
      log: { level: 'INFO' },
      etcd3: { hosts: [etcdAddress] },
      restapi: { listen: `${this.host}:${this.restPort}`, connect_address: `${this.host}:${this.restPort}` },
      bootstrap: {
        dcs: {
          ...times, failsafe_mode: true, synchronous_mode: synchronous, synchronous_mode_strict: strict,
          primary_start_timeout: 0, maximum_lag_on_failover: 1 << 20,
          postgresql: {
            use_pg_rewind: true, use_slots: true,
            parameters: { wal_log_hints: 'on', restart_after_crash: 'off', max_wal_size: '64MB', min_wal_size: '5MB', wal_keep_size: '32MB',
              max_connections: 60, shared_buffers: '64MB', checkpoint_timeout: '30s', tcp_user_timeout: '5s' },
          },
        },
        initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums', { 'wal-segsize': '1' }],
      },
      postgresql: {
        listen: `${this.host}:${this.port}`, connect_address: `${this.host}:${this.port}`,
        data_dir: this.data, bin_dir: PROGRAMS, pgpass: `${this.folder}/pgpass`,
        authentication: { superuser: login('postgres'), replication: login('replication'), rewind: login('rewind') },
        parameters: { unix_socket_directories: '', logging_collector: 'off', log_min_messages: 'warning' },
        pg_hba: ['host all all samenet scram-sha-256', 'host replication replication samenet scram-sha-256'],
        basebackup: [{ checkpoint: 'fast' }],
        create_replica_methods: ['basebackup'],
      },
    };
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

  cut() { run('ip', 'link', 'set', `outer-${this.name}`, 'down'); }

  join() { run('ip', 'link', 'set', `outer-${this.name}`, 'up'); }

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

class Cluster {
  constructor(place, { times = QUICK, synchronous = true, strict = false } = {}) {
    Object.assign(this, { place, times, synchronous, strict, nodes: [], children: [] });
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
    this.etcd = this.spawn('etcd.log', place.drop, ['etcd', '--name', 'etcd', '--data-dir', `${folder}/data`,
      '--listen-client-urls', clients, '--advertise-client-urls', clients, '--listen-peer-urls', peers,
      '--initial-advertise-peer-urls', peers, '--initial-cluster', `etcd=${peers}`], folder);
    await until('etcd', 20, async () => (await (await fetch(`${clients}/health`)).json()).health === 'true');
  }

  killEtcd() { this.etcd.kill('SIGKILL'); }

  async start() {
    const { separate } = this.place;
    if (separate) {
      run('ip', 'link', 'set', 'lo', 'up');
      run('ip', 'link', 'add', 'name', 'hub', 'type', 'bridge');
      run('ip', 'address', 'add', `${HUB}/24`, 'dev', 'hub');
      run('ip', 'link', 'set', 'hub', 'up');
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
    return `postgresql://${user}:${password}@${hosts}/${database}?target_session_attrs=read-write&connect_timeout=2`;
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

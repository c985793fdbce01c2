// The product on this machine for the measurements, and an nginx with plain files beside it.
import { spawn, spawnSync } from 'node:child_process';
import {
  chownSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync,
} from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const SIGN_IN_LIMIT = /limit_req zone=sign_in [^;]*;/;
export const NGINX = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
const ORDINARY = 'sanad';
const ENVIRONMENT = { PATH: process.env.PATH, LANG: 'C.UTF-8' };

/** As root, everything that serves runs as an ordinary user, as ./dev run does. */
export function ordinaryUser() {
  if (process.getuid() !== 0) return {};
  const id = (flag) => spawnSync('id', [flag, ORDINARY], { encoding: 'utf8' });
  if (id('-u').status !== 0)
    spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', ORDINARY]);
  return { uid: Number(id('-u').stdout), gid: Number(id('-g').stdout) };
}
export const user = ordinaryUser();

export function own(path) {
  if (user.uid) chownSync(path, user.uid, user.gid);
}

export function ownAll(path) {
  own(path);
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) ownAll(`${path}/${entry.name}`);
    else own(`${path}/${entry.name}`);
}

export function makeDirectory(path) {
  mkdirSync(path, { recursive: true, mode: 0o755 });
  own(path);
}

/** Runs a program to its end as the ordinary user; its output. */
export function run(program, words, { log } = {}) {
  const err = log ? openSync(log, 'a') : 'inherit';
  const stdio = ['ignore', 'pipe', err];
  const done = spawnSync(program, words, { ...user, encoding: 'utf8', stdio, maxBuffer: 1 << 28, env: ENVIRONMENT });
  if (done.status !== 0) {
    const where = log ? `; see ${log}` : '';
    throw new Error(`${program} ${words.join(' ')}: ended with ${done.status ?? done.signal}${where}`);
  }
  return done.stdout;
}

/** The same while others run; a promise of its output. */
export function runAside(program, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { ...user, stdio: ['ignore', 'pipe', 'inherit'], env: ENVIRONMENT });
    let text = '';
    child.stdout.on('data', (part) => (text += part));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`${program} ended with ${code}`))));
  });
}

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGTERM')));

/** Starts it under the limits of a small host, if there is one. */
const within = (host, starts, ...how) => (host ? host.within(() => starts(...how)) : starts(...how));

function start(program, words, log) {
  const out = openSync(log, 'a');
  const child = spawn(program, words, { ...user, stdio: ['ignore', out, out], env: ENVIRONMENT });
  running.add(child);
  child.ended = new Promise((resolve) => child.on('close', resolve));
  child.ended.then(() => running.delete(child));
  return child;
}

function startNginx(name, host) {
  const words = ['-e', 'stderr', '-p', './', '-c', `${name}.conf`, '-g', 'daemon off;'];
  return within(host, start, NGINX, words, `${name}.log`);
}

async function end(child) {
  if (!child) return;
  child.kill('SIGTERM');
  await child.ended;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The status of one GET; 0 when nobody answers. */
function statusOf(address) {
  return new Promise((resolve) => {
    const asked = get(address, { agent: false }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    asked.on('error', () => resolve(0));
  });
}

async function untilWell(address, child, seconds = 30) {
  const began = performance.now();
  while ((await statusOf(address)) !== 200) {
    if (performance.now() - began > seconds * 1000 || child.exitCode !== null)
      throw new Error(`${address} did not answer`);
    await sleep(2);
  }
  return performance.now() - began;
}

/** `sanad serve` and its nginx on a free port. */
export class Instance {
  constructor({ build, data, keys, folder, port, host = null }) {
    const file = data.startsWith('/') ? `${data}/sanad.db` : `${process.cwd()}/${data}/sanad.db`;
    Object.assign(this, { build, data, keys, folder, port, host, file, address: `http://127.0.0.1:${port}` });
  }

  /** Where its rows are, as the bare program takes it. */
  place() {
    return this.database ? this.database.bare : this.file;
  }

  /** Bytes of the database on its disk. */
  bytes() {
    return this.database ? this.database.bytes() : statSync(this.file).size;
  }

  options() {
    const { build, data, keys, address } = this;
    return ['--data', data, '--keys', keys, '--address', address, '--assets', `${build}/assets`,
      '--messages', `${build}/messages`, '--request_seconds', '60', '--profile', `${build}/profiles/morocco`,
      ...(this.database ? ['--database', this.database.address] : [])];
  }

  /** Seconds until /health was first answered through nginx, which is there already. */
  async start() {
    const { build, folder } = this;
    makeDirectory(`${this.data}/run`);
    const printed = run(`${build}/sanad`, ['serve', '--print-nginx', '--port', String(this.port), ...this.options()]);
    writeFileSync(`${folder}/nginx.conf`, printed.replace(SIGN_IN_LIMIT, '')); // all who sign in here have one address
    this.nginx = startNginx(`${folder}/nginx`, this.host);
    while ((await statusOf(`${this.address}/health`)) === 0) await sleep(5);
    const began = performance.now();
    this.server = within(this.host, start, `${build}/sanad`, ['serve', ...this.options()], `${folder}/sanad.log`);
    await untilWell(`${this.address}/health`, this.server);
    return (performance.now() - began) / 1000;
  }

  async stop() {
    await end(this.server);
    await end(this.nginx);
  }

  accounts() {
    const accounts = new Map();
    for (const line of readFileSync(`${this.data}/accounts.txt`, 'utf8').split('\n')) {
      const [kind, role, login, password] = line.split(' ');
      if (kind === 'ACCOUNT' && !accounts.has(role)) accounts.set(role, { login, password });
    }
    return accounts;
  }

  /** Transactions that wrote, so far: iChange of the WAL index (sqlite.org/walformat.html). */
  commits() {
    if (this.database) return 0;
    return readFileSync(`${this.file}-shm`).readUInt32LE(8);
  }
}

/** nginx as the product's stands before it, but with plain files. */
export class Files {
  constructor({ folder, port }) {
    Object.assign(this, { folder, port, address: `http://127.0.0.1:${port}` });
  }

  async start() {
    const { folder, port } = this;
    makeDirectory(`${folder}/files`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/files_${name};`);
    writeFileSync(`${folder}/files.conf`, `
worker_processes auto;
pid ${folder}/files.pid;
error_log stderr warn;
events { worker_connections 1024; }
http {
    ${temporary.join('\n    ')}
    access_log ${folder}/files.access.log;
    sendfile on; tcp_nodelay on; keepalive_timeout 60s; server_tokens off;
    default_type "text/html; charset=utf-8";
    server { listen 127.0.0.1:${port}; root ${folder}/files; }
}
`);
    rmSync(`${folder}/files.access.log`, { force: true });
    this.nginx = startNginx(`${folder}/files`);
    while ((await statusOf(this.address)) === 0) await sleep(5);
  }

  async stop() {
    await end(this.nginx);
  }

  /** The address of a file of so many bytes. */
  file(bytes) {
    const path = `${this.folder}/files/${bytes}.html`;
    writeFileSync(path, Buffer.alloc(bytes, 'x'), { mode: 0o644 });
    return `${this.address}/${bytes}.html`;
  }
}

// `sanad serve` with all its processes and an nginx before it, each a process group of its own, so that all of it can
// be killed at once and nothing else is.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { NGINX, freePort, ordinaryUser } from '../../bench/instance.mjs';

export { freePort };

const ENVIRONMENT = { PATH: process.env.PATH, LANG: 'C.UTF-8', ASAN_OPTIONS: 'detect_leaks=0' };

let user = ordinaryUser();
let prefix = [];

/** From now on, what runs gets these words before it instead of another user. */
export function runAs(words) {
  prefix = words;
  user = {};
}

export function makeDirectory(path) {
  mkdirSync(path, { recursive: true, mode: 0o755 });
  if (user.uid) chownSync(path, user.uid, user.gid);
}

/** Runs a program to its end as the ordinary user; { status, output }. */
export function run(program, words, { log, input } = {}) {
  const stdio = ['pipe', 'pipe', log ? openSync(log, 'a') : 'pipe'];
  const [first, ...rest] = [...prefix, program, ...words];
  const done = spawnSync(first, rest,
    { ...user, encoding: 'utf8', stdio, input, maxBuffer: 1 << 28, env: ENVIRONMENT });
  return { status: done.status ?? 128, output: `${done.stdout}${done.stderr ?? ''}` };
}

export function must(program, words, options) {
  const { status, output } = run(program, words, options);
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ended with ${status}\n${output}`);
  return output;
}

const groups = new Set(); // of processes, each begun here
function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it is gone
  }
}
process.on('exit', () => groups.forEach(killGroup));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

export function start(program, words, log) {
  const out = openSync(log, 'a');
  const [first, ...rest] = [...prefix, program, ...words];
  const child = spawn(first, rest, { ...user, stdio: ['ignore', out, out], env: ENVIRONMENT, detached: true });
  groups.add(child);
  child.ended = new Promise((resolve) => child.on('close', resolve));
  child.ended.then(() => groups.delete(child));
  return child;
}

/** The status of one GET; 0 when nobody answers. */
export function statusOf(address) {
  return new Promise((resolve) => {
    const asked = get(address, { agent: false, timeout: 5000 }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
      answer.on('error', () => resolve(0));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(0));
  });
}

/** The processes that a process began, by what they are called: [{ pid, name }]. */
function childrenOf(parent) {
  const children = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const text = readFileSync(`/proc/${entry}/stat`, 'latin1');
      const end = text.lastIndexOf(')');
      if (Number(text.slice(end + 2).split(' ')[1]) !== parent) continue;
      children.push({ pid: Number(entry), name: text.slice(text.indexOf('(') + 1, end) });
    } catch {
      // it is gone
    }
  }
  return children;
}

export class Service {
  /** folder: of logs; data, keys: of the mission; options: more for `sanad`, as ['--database', 'postgresql://…'] */
  constructor({ build, folder, data, keys, port, options = [] }) {
    Object.assign(this, { build, folder, data, keys, port, more: options, address: `http://127.0.0.1:${port}` });
  }

  options() {
    const { build, data, keys, address } = this;
    return ['--data', data, '--keys', keys, '--address', address, '--assets', `${build}/assets`,
      '--messages', `${build}/messages`, '--profile', 'profiles/morocco', ...this.more];
  }

  /** The program that serves this mission: another version, if it was told one. */
  get program() {
    return this.other ?? `${this.build}/sanad`;
  }
  set program(path) {
    this.other = path;
  }

  /** Runs one command of the program on this mission. */
  sanad(...words) {
    return run(this.program, [...words, ...this.options()]);
  }

  /** Starts all; milliseconds until /health was answered. */
  async start({ seconds = 60 } = {}) {
    const { build, folder } = this;
    makeDirectory(`${this.data}/run`);
    const words = ['serve', '--print-nginx', '--port', String(this.port), ...this.options()];
    this.configuration ??= must(`${build}/sanad`, words);
    writeFileSync(`${folder}/nginx.conf`, this.configuration);
    const began = performance.now();
    this.server = start(this.program, ['serve', ...this.options()], `${folder}/sanad.log`);
    const nginx = ['-e', 'stderr', '-p', './', '-c', `${folder}/nginx.conf`, '-g', 'daemon off;'];
    this.nginx = start(NGINX, nginx, `${folder}/nginx.log`);
    while ((await statusOf(`${this.address}/health`)) !== 200) {
      if (performance.now() - began > seconds * 1000 || this.server.exitCode !== null)
        throw new Error(`${this.address} did not answer: see ${folder}/sanad.log and nginx.log`);
      await sleep(5);
    }
    return performance.now() - began;
  }

  /** kill -9 of the supervisor, all its processes and nginx. */
  async kill() {
    const both = [this.server, this.nginx].filter(Boolean);
    both.forEach(killGroup);
    await Promise.all(both.map((child) => child.ended));
  }

  /** kill -9 of one process of this service: 'write', 'read', 'slow' or 'jobs'.  Was there one? */
  killOne(name) {
    const one = childrenOf(this.server.pid).find((child) => child.name === `sanad ${name}`);
    if (one) process.kill(one.pid, 'SIGKILL');
    return Boolean(one);
  }

  async stop() {
    const both = [this.server, this.nginx].filter(Boolean);
    both.forEach((child) => child.kill('SIGTERM'));
    await Promise.all(both.map((child) => child.ended));
  }

  accounts() {
    const accounts = new Map();
    for (const line of readFileSync(`${this.data}/accounts.txt`, 'utf8').split('\n')) {
      const [kind, role, login, password] = line.split(' ');
      if (kind === 'ACCOUNT' && !accounts.has(role)) accounts.set(role, { login, password });
    }
    return accounts;
  }
}

/** A fresh demonstration mission of so many persons in `folder`, not yet served. */
export async function makeMission({ build, folder, persons = 300, options = [] }) {
  rmSync(folder, { recursive: true, force: true });
  for (const path of [folder, `${folder}/data`, `${folder}/keys`]) makeDirectory(path);
  const service = new Service(
    { build, folder, data: `${folder}/data`, keys: `${folder}/keys`, port: await freePort(), options });
  const made = service.sanad('demo', '--persons', String(persons));
  if (made.status !== 0) throw new Error(`the mission could not be made\n${made.output}`);
  return service;
}

// A write load on a served mission, and what of it was acknowledged.  It knows neither the engine nor the processes:
// it takes an address, and the comparison takes a database.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../../bench/client.mjs';
import { lives, prepare } from './load_work.mjs';

const ANSWER_MILLISECONDS = 15000;
const AGAIN_MILLISECONDS = 20; // grows to ten times as much
const ROLES = [
  'caseworker', 'supervisor', 'protection', 'protection_manager', 'operations', 'finance_preparer', 'finance_releaser',
];

/** Of a page what is read, of a document all; on one line. */
const said = (body) => body.replace(/^[^]*<main/, '').replace(/<[^>]*>|\s+/g, ' ').replace(/ +/g, ' ').slice(0, 600);

/** The same numbers for the same seed. */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export class Load {
  /**
   * address   of the mission, through nginx or whatever stands before the processes
   * accounts  Map role → { login, password }
   * clients   how many write at once
   * seed      of what they do
   */
  constructor({ address, accounts, clients = 8, seed = 1 }) {
    Object.assign(this, { address, accounts, random: generator(seed) });
    this.since = Date.now() - 1000;
    this.faults = []; // of answers: what no right program says
    // Set while a database that no longer leads may still answer: what was read there, and a refusal, is asked again.
    this.mayBeStale = false;
    this.counts = { acknowledged: 0, refused: 0, unknown: 0, again: 0, stale: 0 };
    this.facts = []; // all that was acknowledged
    this.compared = 0; // so many of them were compared already
    this.cases = new Map(); // person → cases acknowledged
    this.items = new Map(); // day that an item is due → 1
    this.last = null; // when the last acknowledgement came
    this.longest = 0;
    this.running = [];
    this.workers = Array.from({ length: clients }, (_, number) => new Worker(this, number));
  }

  /** Signs in, makes tokens, and brings one case for each client to where payments are made.  Once. */
  async prepare() {
    this.who = {};
    for (const role of ROLES) {
      const client = new Client(this.address);
      const { login, password } = this.accounts.get(role);
      await client.signIn(login, password);
      await client.makeToken();
      this.who[role] = client;
    }
    await prepare(this);
  }

  /** All clients write, until stop(). */
  begin() {
    this.stopped = false;
    this.last = performance.now();
    this.longest = 0;
    this.running = this.workers.map((worker) => worker.work());
  }

  /** Clients send nothing new and give up what is not answered: it stays unknown until settle(). */
  async stop() {
    this.stopped = true;
    for (const worker of this.workers) worker.abandon();
    await Promise.all(this.running);
    this.running = [];
  }

  /** Sends again, with its key, what nobody answered, until it is; then nothing is unknown. */
  async settle() {
    this.stopped = false;
    await Promise.all(this.workers.map((worker) => worker.settle()));
  }

  acknowledge(fact) {
    const now = performance.now();
    this.longest = Math.max(this.longest, now - (this.last ?? now));
    this.last = now;
    this.counts.acknowledged++;
    if (fact) this.facts.push(fact);
  }

  /** The longest time, in milliseconds and since begin(), in which nothing was acknowledged. */
  gap() {
    return Math.max(this.longest, performance.now() - this.last);
  }

  /**
   * Compares the database with what was acknowledged: the lines that load_compare prints about faults.
   * program   the built tests/failover_compare
   * database  "sqlite:PATH" or "postgresql://…"
   * file      where to put the facts
   * all       also what was compared before
   */
  compare({ program, database, file, all = false }) {
    const from = all ? 0 : this.compared;
    const unknown = this.workers.map((worker) => worker.pending).filter(Boolean);
    const lines = [`since\t${this.since * 1000}`, ...this.facts.slice(from)];
    for (const [person, count] of this.cases) {
      const more = unknown.filter((one) => one.person === person).length;
      lines.push(`cases\t${person}\t${count}\t${count + more}`);
    }
    for (const [day, count] of this.items) lines.push(`items\t${day}\t${count}\t${count}`);
    for (const one of unknown) if (one.due) lines.push(`items\t${one.due}\t0\t1`);
    writeFileSync(file, lines.join('\n') + '\n');
    const done = spawnSync(program, [database, file], { encoding: 'utf8', maxBuffer: 1 << 26 });
    this.compared = this.facts.length;
    if (done.status === 0) return [];
    const printed = `${done.stdout}${done.stderr}`.split('\n').filter(Boolean);
    return printed.length > 0 ? printed : [`${program} ended with ${done.status ?? done.signal}`];
  }
}

/** One client: does one thing after the other, and knows the one that was not answered. */
class Worker {
  constructor(load, number) {
    Object.assign(this, { load, number, pending: null, life: null, added: 0 });
    this.random = generator(Math.floor(load.random() * 2 ** 32));
    this.agent = new Agent({ keepAlive: true, maxSockets: 1 });
  }

  async work() {
    while (!this.load.stopped) {
      this.life ??= lives(this);
      const { value } = this.pending ? { value: this.pending } : await this.next();
      if (!value) continue;
      this.pending = value;
      await this.finish(value);
    }
  }

  /** The next operation of this client's life; the answer of the last one leads there. */
  async next() {
    const step = this.life.next(this.answer);
    if (step.done) this.life = null;
    return step;
  }

  async settle() {
    if (this.pending) await this.finish(this.pending);
  }

  abandon() {
    this.asked?.destroy(new Error('stopped'));
  }

  /** Until it is answered, or all stop. */
  async finish(operation) {
    for (let wait = AGAIN_MILLISECONDS; ; wait = Math.min(wait * 1.5, AGAIN_MILLISECONDS * 10)) {
      const answer = await this.send(operation);
      if (await this.take(operation, answer)) {
        this.pending = null;
        return;
      }
      this.load.counts.unknown++;
      operation.again = true;
      if (this.load.stopped) return;
      this.load.counts.again++;
      await sleep(wait);
    }
  }

  /** Is it settled now? */
  async take(operation, answer) {
    const { load } = this;
    if (answer.status === 0 || answer.status === 429 || answer.status >= 500) {
      if (answer.status === 500) load.faults.push(`${operation.path}: 500`);
      return false;
    }
    if (operation.changed && answer.status === 412 && operation.again) {
      const now = await this.look(operation); // without a key: look whether it was done
      if (!now) return false;
      answer = operation.changed(now) ? { status: 200, json: now } : answer;
    }
    if (operation.insists?.(answer)) return this.take(operation, await this.send(operation));
    const wanted = operation.page ? answer.status === 303 : answer.status === 200 || answer.status === 201;
    this.answer = { status: answer.status, json: answer.json };
    if (wanted) {
      const facts = await operation.done(answer);
      if (facts === null) return false; // what it led to could not be read: it will be sent again
      if (!operation.reads) load.acknowledge(facts);
    } else if (operation.mayBeRefused?.(answer)) {
      load.counts.refused++;
    } else if (load.mayBeStale) {
      load.counts.stale++;
      return false;
    } else {
      load.faults.push(`${operation.method} ${operation.path}: ${answer.status} ${said(answer.body)}`);
      this.life = null;
    }
    return true;
  }

  async look({ role, row, kind }) {
    const answer = await this.send({ method: 'GET', path: `/api/v1/${kind}/${row.id}`, role });
    return answer.status === 200 ? answer.json : null;
  }

  /** { status, body, json }; status 0 when there was no whole answer. */
  send({ method, path, role, body = '', page = false, headers = {} }) {
    const { load } = this;
    const client = load.who[role];
    const all = { 'Content-Length': Buffer.byteLength(body), ...headers };
    if (body) all['Content-Type'] = page ? 'application/x-www-form-urlencoded' : 'application/json';
    if (page) Object.assign(all, { Origin: load.address, Cookie: client.cookieHeader() });
    else all.Authorization = `Bearer ${client.token}`;
    return new Promise((resolve) => {
      const options = { method, headers: all, agent: this.agent, timeout: ANSWER_MILLISECONDS };
      const asked = (this.asked = request(load.address + path, options, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('error', () => resolve({ status: 0, body: '' }));
        answer.on('end', () => resolve(answer.complete ? this.read(answer, parts, client) : { status: 0, body: '' }));
      }));
      asked.on('timeout', () => asked.destroy());
      asked.on('error', () => resolve({ status: 0, body: '' }));
      asked.end(body);
    });
  }

  read(answer, parts, client) {
    const body = Buffer.concat(parts).toString('utf8');
    for (const cookie of answer.headers['set-cookie'] ?? []) {
      const [pair] = cookie.split(';');
      const at = pair.indexOf('=');
      if (pair.startsWith('idle=')) client.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const isJson = /json/.test(answer.headers['content-type'] ?? '');
    return { status: answer.statusCode, body, json: isJson ? JSON.parse(body) : null };
  }
}

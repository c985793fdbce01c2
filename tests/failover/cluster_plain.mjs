// A write load without the product: psql clients that store a whole and its two parts in one transaction, and remember
// what was acknowledged.  It proves the cluster and the faults themselves, and has the methods of Load.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { sleep } from './cluster_nodes.mjs';

const PATIENCE = 4; // seconds for one transaction; then its outcome is unknown and the client connects anew

class PlainClient {
  constructor(load, number) { Object.assign(this, { load, number, next: 0 }); }

  connect() {
    const { load } = this;
    const child = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', load.cluster.address()],
      { stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.on('error', () => {});
    child.ended = new Promise((resolve) => { child.on('close', resolve); });
    createInterface({ input: child.stdout }).on('line', (line) => this.answered?.(line));
    this.child = child;
  }

  /** One transaction: was it acknowledged? */
  async write(number) {
    const said = new Promise((resolve) => { this.answered = (line) => resolve(line === String(number)); });
    const key = `${this.number}, ${number}`;
    this.child.stdin.write(`BEGIN;\nINSERT INTO whole VALUES (${key});\n` +
      `INSERT INTO part VALUES (${key}, 1), (${key}, 2);\nCOMMIT;\n\\echo ${number}\n`);
    const ended = this.child.ended.then(() => false);
    return Promise.race([said, ended, sleep(PATIENCE).then(() => false), this.load.stopping.then(() => false)]);
  }

  async work() {
    const { load } = this;
    while (!load.stopped) {
      if (!this.child) this.connect();
      const number = this.next++;
      if (await this.write(number)) {
        load.acknowledge(`${this.number}|${number}`);
        continue;
      }
      load.counts.unknown++;
      this.child.kill('SIGKILL');
      this.child = null;
      await sleep(0.1);
    }
    this.child?.kill('SIGKILL');
    this.child = null;
  }
}

export class PlainLoad {
  constructor({ cluster, clients = 8 }) {
    Object.assign(this, { cluster, acknowledged: new Set(), faults: [] });
    this.counts = { acknowledged: 0, refused: 0, unknown: 0, again: 0, stale: 0 };
    this.workers = Array.from({ length: clients }, (_, number) => new PlainClient(this, number));
  }

  // Without a key: that something is there twice must be possible, or it could not be seen.
  async prepare() {
    this.cluster.sql('CREATE TABLE whole (client INT, number INT)');
    this.cluster.sql('CREATE TABLE part (client INT, number INT, piece INT)');
  }

  begin() {
    this.stopped = false;
    this.stopping = new Promise((resolve) => { this.stopNow = resolve; });
    this.last = performance.now();
    this.longest = 0;
    this.running = this.workers.map((worker) => worker.work());
  }

  async stop() {
    this.stopped = true;
    this.stopNow();
    await Promise.all(this.running);
  }

  acknowledge(key) {
    const now = performance.now();
    this.longest = Math.max(this.longest, now - this.last);
    this.last = now;
    this.counts.acknowledged++;
    this.acknowledged.add(key);
  }

  gap() { return Math.max(this.longest, performance.now() - this.last); }

  async verify() {
    const faults = [];
    const counted = (table) => `(SELECT client, number, count(*) FROM ${table} GROUP BY client, number) AS ${table}`;
    const rows = this.cluster.sql('SELECT client, number, whole.count, part.count ' +
      `FROM ${counted('whole')} FULL JOIN ${counted('part')} USING (client, number)`);
    const found = new Set();
    for (const line of rows.split('\n').filter(Boolean)) {
      const [client, number, times, parts] = line.split('|');
      found.add(`${client}|${number}`);
      if (times !== '1' || parts !== '2')
        faults.push(`${client}|${number} is there ${times || 0} times with ${parts || 0} parts`);
    }
    for (const key of this.acknowledged) if (!found.has(key)) faults.push(`${key} was acknowledged and is lost`);
    return faults;
  }
}

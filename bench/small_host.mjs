// Limits of a small host for all that serves: 512 MB with the pages of files that it reads, and one processor.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';

const BYTES = 512 << 20;
const NAME = `sanad_bench_${process.pid}`;

/** Control groups of version 2 or 1: the folder, and the files in it. */
const GROUPS = [
  { root: '/sys/fs/cgroup', is: 'cgroup.controllers', most: 'memory.max', swap: 'memory.swap.max', swapMost: 0,
    peak: 'memory.peak', full: 'memory.events' },
  { root: '/sys/fs/cgroup/memory', is: 'memory.limit_in_bytes', most: 'memory.limit_in_bytes',
    swap: 'memory.memsw.limit_in_bytes', swapMost: BYTES, peak: 'memory.max_usage_in_bytes', full: 'memory.failcnt' },
];

const affinity = (pid, processors) => spawnSync('taskset', ['-acp', processors, String(pid)], { encoding: 'utf8' });
const processorsOf = (pid) => spawnSync('taskset', ['-cp', String(pid)], { encoding: 'utf8' }).stdout.split(': ')[1];

export class SmallHost {
  constructor() {
    this.kind = GROUPS.find(({ root, is }) => existsSync(`${root}/${is}`));
    if (!this.kind || process.getuid() !== 0)
      throw new Error('--small-host wants root and a control group for memory: systemd-run --scope -p MemoryMax=512M ' +
        '-p CPUQuota=100% bench/run limits everything, the load too');
    const { root, is, most, swap, swapMost } = this.kind;
    if (is === 'cgroup.controllers') writeFileSync(`${root}/cgroup.subtree_control`, '+memory');
    this.folder = `${root}/${NAME}`;
    this.before = `${root}/cgroup.procs`;
    if (is !== 'cgroup.controllers') {
      const own = readFileSync('/proc/self/cgroup', 'utf8').split('\n').find((line) => /:memory:/.test(line));
      this.before = `${root}${own.split(':')[2]}/cgroup.procs`;
    } else {
      this.before = `${root}${readFileSync('/proc/self/cgroup', 'utf8').split('::')[1].trim()}/cgroup.procs`;
    }
    mkdirSync(this.folder);
    writeFileSync(`${this.folder}/${most}`, String(BYTES));
    if (existsSync(`${this.folder}/${swap}`)) writeFileSync(`${this.folder}/${swap}`, String(swapMost));
    process.on('exit', () => this.#remove());
  }

  /** What `starts` starts is under the limits, with all that it starts in turn: children are where their parent was. */
  within(starts) {
    const processors = processorsOf(process.pid);
    writeFileSync(`${this.folder}/cgroup.procs`, String(process.pid));
    affinity(process.pid, '0');
    try {
      return starts();
    } finally {
      affinity(process.pid, processors.trim());
      writeFileSync(this.before, String(process.pid));
    }
  }

  /** Takes the pages of a file, or of a folder's files, out of the system's memory: others read them in, and so they
   *  would not count. */
  forget(path) {
    if (!existsSync(path)) return;
    spawnSync('sync');
    if (statSync(path).isDirectory()) spawnSync('find', [path, '-type', 'f', '-exec', 'dd', 'if={}', 'iflag=nocache',
      'count=0', 'status=none', ';']);
    else spawnSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none']);
  }

  /** { limit, peak, full }: bytes, and how often the limit was reached (pages of files were given up then). */
  used() {
    const read = (name) => (existsSync(`${this.folder}/${name}`) ? readFileSync(`${this.folder}/${name}`, 'utf8') : '');
    const full = read(this.kind.full);
    return { limit: BYTES, peak: Number(read(this.kind.peak)), full: Number(/max (\d+)/.exec(full)?.[1] ?? full) };
  }

  #remove() {
    try {
      rmdirSync(this.folder);
    } catch { /* something still ends in it */ }
  }
}

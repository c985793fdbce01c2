// What processes cost, from /proc.
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100; // USER_HZ, the unit of /proc on every Linux

/** The fields of /proc/PID/stat behind the name, or null when the process is gone. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** A process and all that descend from it. */
export function family(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : null;
    if (stat) children.set(Number(stat[1]), [...(children.get(Number(stat[1])) ?? []), Number(name)]);
  }
  const all = [pid];
  for (let i = 0; i < all.length; i++) all.push(...(children.get(all[i]) ?? []));
  return all;
}

/** Seconds of processor, user and system, that a family has used: children that ended too. */
export function cpuSeconds(pid) {
  let ticks = 0;
  for (const one of family(pid)) {
    const stat = statOf(one);
    if (stat) for (const field of [11, 12, 13, 14]) ticks += Number(stat[field]);
  }
  return ticks / TICKS_PER_SECOND;
}

/** Proportional set size of a family in MB, without what is mapped of the files that begin with `database`. */
export function memory(pid, database) {
  let kilobytes = 0;
  for (const one of family(pid)) {
    let mapped = '';
    for (const line of readFileSync(`/proc/${one}/smaps`, 'utf8').split('\n')) {
      const head = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+\s*(.*)$/.exec(line);
      if (head) mapped = head[1];
      else if (line.startsWith('Pss:') && !mapped.startsWith(database)) kilobytes += parseInt(line.slice(4), 10);
    }
  }
  return kilobytes / 1024;
}

/** Kilobytes that a process has for itself, without what it maps of files. */
function ownMemory(pid) {
  try {
    return Number(/^Pss_Anon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** How many MB the process of a family that grew most had at its largest, from now until end(). */
export class Peak {
  constructor(pid) {
    this.largest = 0;
    const all = family(pid);
    const look = () => (this.largest = Math.max(this.largest, ...all.map(ownMemory)));
    this.timer = setInterval(look, 20);
    look();
  }

  end() {
    clearInterval(this.timer);
    return this.largest / 1024;
  }
}

/** The most MB that a process had since this was last asked: its own, and of the pages of files that it maps, which
 *  the system takes back when it wants to. */
export class Memory {
  constructor(pid) {
    this.pid = pid;
    this.most = { own: 0, files: 0 };
    this.timer = setInterval(() => this.look(), 20);
  }

  look() {
    let text;
    try {
      text = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    } catch {
      return; // gone
    }
    const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024;
    this.most.own = Math.max(this.most.own, of('RssAnon'));
    this.most.files = Math.max(this.most.files, of('RssFile') + of('RssShmem'));
  }

  largest() {
    this.look();
    const most = this.most;
    this.most = { own: 0, files: 0 };
    return most;
  }

  end() {
    clearInterval(this.timer);
  }
}

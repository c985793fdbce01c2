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

// What is broken, how it is mended, and what must be true in between.  A fault is one object:
//   what         for people
//   separate     needs namespaces
//   strike, mend (cluster, primary) → may resolve to true when a write was acknowledged where none should be: such a
//                stray is looked for afterwards
//   keeps        the primary stays; else another must lead
//   stale        once it is mended, the old primary may answer questions for a moment before it learns that it led
import { spawnSync } from 'node:child_process';
import { sleep } from './cluster_nodes.mjs';

const HEAL_SECONDS = 8; // how long something stays away that is not the primary

/** A write to the node that led, from its own side, by someone whom nobody told that it does no longer. */
function writeThere(node, note) {
  const { enter = [], host, port, cluster } = node;
  const words = [...enter, 'psql', '-X', '-q', '-d',
    `postgresql://postgres:${cluster.password}@${host}:${port}/postgres?connect_timeout=2`,
    '-c', `INSERT INTO stray VALUES ('${note}')`];
  return spawnSync(words[0], words.slice(1), { timeout: 3000, killSignal: 'SIGKILL' }).status === 0;
}

export const FAULTS = {
  kill: {
    what: 'kill -9 of the primary and its Patroni',
    strike: (cluster, primary) => primary.kill(),
    mend: (cluster, primary) => primary.start(),
  },
  pause: {
    what: 'the primary and its Patroni stand still (SIGSTOP), later go on',
    stale: true,
    strike: (cluster, primary) => { primary.freeze(); },
    mend: (cluster, primary) => {
      primary.thaw();
      return writeThere(primary, 'after the pause');
    },
  },
  cut: {
    what: 'the primary is cut off from the network',
    separate: true,
    strike: async (cluster, primary) => {
      primary.cut();
      await sleep(1);
      return writeThere(primary, 'cut off');
    },
    mend: (cluster, primary) => primary.join(),
  },
  full: {
    what: "the primary's disk is full",
    separate: true,
    strike: (cluster, primary) => primary.fillDisk(),
    mend: (cluster, primary) => primary.emptyDisk(),
  },
  standby: {
    what: 'kill -9 of the standby and its Patroni',
    keeps: true,
    strike: async (cluster, primary) => {
      cluster.standbyOf(primary).kill();
      await sleep(HEAL_SECONDS);
    },
    mend: (cluster, primary) => cluster.standbyOf(primary).start(),
  },
  etcd: {
    what: 'kill -9 of etcd',
    keeps: true,
    strike: async (cluster) => {
      cluster.killEtcd();
      await sleep(HEAL_SECONDS + cluster.times.ttl);
    },
    mend: (cluster) => cluster.startEtcd(),
  },
};

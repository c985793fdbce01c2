// The mission that is measured: made once, kept beside the build, and copied for every run.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { makeDirectory, own, ownAll, run } from './instance.mjs';

/** What the tables of this tree look like: data made for others are made anew. */
function schema() {
  const hash = createHash('sha256');
  for (const feature of readdirSync('src').sort()) {
    const migrations = `src/${feature}/migrations`;
    if (!existsSync(migrations)) continue;
    for (const name of readdirSync(migrations).sort())
      hash.update(name).update(readFileSync(`${migrations}/${name}`));
  }
  return hash.digest('hex');
}

/** A demonstration mission of so many persons in `data`, its keys in `data`.keys; `settle` then does its first night's
 *  work there. */
export async function makeMission({ build, data, persons, log }, settle) {
  const stamp = `${data}.schema`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === schema()) return;
  rmSync(stamp, { force: true });
  for (const path of [data, `${data}.keys`]) {
    rmSync(path, { recursive: true, force: true });
    makeDirectory(path);
  }
  process.stderr.write(`making a mission of ${persons} persons: once, in ${data}\n`);
  run(`${build}/sanad`, ['demo', '--data', data, '--persons', persons, '--make-if-missing'], { log });
  await settle();
  writeFileSync(stamp, schema());
}

/** A mission as it is now, while nobody has it open: what is measured leaves no trace in what was made. */
export function copyMission(from, to) {
  makeDirectory(to);
  for (const name of ['sanad.db', 'sanad.db-wal', 'sanad.conf', 'accounts.txt']) {
    if (!existsSync(`${from}/${name}`)) continue;
    copyFileSync(`${from}/${name}`, `${to}/${name}`);
    own(`${to}/${name}`);
  }
}

/** A mission that is there, served where it lies, with the tables of this tree: what serves it must be able to read and
 *  write it. */
export function takeMission(data, build, database) {
  for (const path of [data, `${data}.keys`]) {
    if (!existsSync(path)) throw new Error(`${path} is not there`);
    ownAll(path);
  }
  run(`${build}/bench/migrate`, [database || `sqlite:${data}/sanad.db`]);
}

// The mission on a PostgreSQL of this run's own, as durable as a mission's.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { run } from './instance.mjs';

/** Starts it in `folder` and copies the mission of an instance there; { address, pid, stop }. */
export function startPostgres(folder, instance) {
  const address = execFileSync('tools/private_postgres', ['start', folder], { encoding: 'utf8' }).trim();
  const stop = () => execFileSync('tools/private_postgres', ['stop', folder]);
  process.on('exit', stop);
  const from = `sqlite:${process.cwd()}/${instance.data}/sanad.db`;
  const words = ['copy', '--from', from, '--to', address, ...instance.options()];
  process.stderr.write(run(`${instance.build}/sanad`, words));
  execFileSync('psql', ['-q', address, '-c', 'VACUUM ANALYZE']);
  const pid = Number(readFileSync(`${folder}/data/postmaster.pid`, 'utf8').split('\n')[0]);
  return { address, pid, stop };
}

// The mission on a PostgreSQL of this run's own, as durable as a mission's.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { run } from './instance.mjs';

/** Starts it in `folder` and copies the mission of an instance there; { address, pid, stop }. */
export function startPostgres(folder, instance) {
  const address = execFileSync('tools/private_postgres', ['start', folder], { encoding: 'utf8' }).trim();
  const stop = () => execFileSync('tools/private_postgres', ['stop', folder]);
  process.on('exit', stop);
  const as = (role) => address.replace('//postgres@', `//${role}@`);
  const sql = (statement) => execFileSync('psql', ['-q', address, '-c', statement]);
  const sanad = (...words) => process.stderr.write(run(`${instance.build}/sanad`, [...words, ...instance.options()]));
  // Two roles, as docs/operations/scaling.md has it: who serves is bound by row security.
  sql('CREATE ROLE sanad_owner LOGIN');
  sql('CREATE ROLE sanad_serves LOGIN');
  sql('ALTER DATABASE sanad OWNER TO sanad_owner');
  const from = `sqlite:${process.cwd()}/${instance.data}/sanad.db`;
  sanad('copy', '--from', from, '--to', as('sanad_owner'));
  sanad('upgrade', '--database', as('sanad_serves'), '--database-owner', as('sanad_owner'));
  sql('VACUUM ANALYZE');
  const pid = Number(readFileSync(`${folder}/data/postmaster.pid`, 'utf8').split('\n')[0]);
  return { address: as('sanad_serves'), pid, stop };
}

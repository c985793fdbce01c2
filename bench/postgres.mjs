// The mission on a PostgreSQL of this run's own, as durable as a mission's, or on one that is there.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { run } from './instance.mjs';

const ask = (address, question) => execFileSync('psql', ['-qtA', address, '-c', question], { encoding: 'utf8' }).trim();

/** One that is there and holds the mission, on this machine. */
export function existingPostgres(address) {
  const folder = ask(address, 'SHOW data_directory');
  const pid = Number(readFileSync(`${folder}/postmaster.pid`, 'utf8').split('\n')[0]);
  // No row is hidden from the owner: the bare program says nothing to the wall and would look for rows in vain.
  const bare = address.replace(/\/\/[^@/]*@/, '//postgres@');
  return { address, bare, pid, bytes: () => Number(ask(address, 'SELECT pg_database_size(current_database())')) };
}

/** Starts one in `folder` and copies the mission of an instance there; { address, pid, bytes }.  On a small host it is
 *  among what serves. */
export function startPostgres(folder, instance) {
  const starts = () => execFileSync('tools/private_postgres', ['start', folder], { encoding: 'utf8' }).trim();
  const stop = () => execFileSync('tools/private_postgres', ['stop', folder]);
  process.on('exit', stop);
  const address = starts();
  const as = (role) => address.replace('//postgres@', `//${role}@`);
  const sanad = (...words) => process.stderr.write(run(`${instance.build}/sanad`, [...words, ...instance.options()]));
  // Two roles, as docs/operations/scaling.md has it: who serves is bound by row security.
  ask(address, 'CREATE ROLE sanad_owner LOGIN');
  ask(address, 'CREATE ROLE sanad_serves LOGIN');
  ask(address, 'ALTER DATABASE sanad OWNER TO sanad_owner');
  sanad('copy', '--from', `sqlite:${instance.file}`, '--to', as('sanad_owner'));
  sanad('upgrade', '--database', as('sanad_serves'), '--database-owner', as('sanad_owner'));
  ask(address, 'VACUUM ANALYZE');
  if (instance.host) {
    stop();
    instance.host.forget(`${folder}/data`);
    instance.host.within(starts);
  }
  return { ...existingPostgres(address), address: as('sanad_serves') };
}

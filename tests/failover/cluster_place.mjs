// Where the cluster lives: as far as the machine permits, in network, mount and process namespaces of its own.  Then
// nothing of it can be reached from outside, a node can be cut off or its disk filled, and when the outermost process
// ends, however it ends, the kernel takes all the others and every mount with it.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

const ORDINARY_USER = 'sanad';
const SCRATCH = '/tmp/sanad-failover.'; // short, since names of sockets may have 107 bytes
process.env.PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

const idOf = (flag, user) => Number(spawnSync('id', [flag, ...(user ? [user] : [])], { encoding: 'utf8' }).stdout);
const isRoot = process.getuid() === 0;
const UNSHARE = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
const SEPARATION = isRoot ? UNSHARE : ['--user', '--map-root-user', ...UNSHARE];
const PROBE = 'ip link add name probe type bridge && mount -t tmpfs tmpfs /mnt';

/** Folders of runs that were killed: those whose outermost process is gone. */
function sweep() {
  for (const name of readdirSync('/tmp')) {
    const folder = `/tmp/${name}`;
    const owner = folder.startsWith(SCRATCH) && Number(name.split('.')[1]);
    if (owner && !existsSync(`/proc/${owner}`)) rmSync(folder, { recursive: true, force: true });
  }
}

function makeOrdinaryUser() {
  if (spawnSync('id', [ORDINARY_USER]).status === 0) return;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', ORDINARY_USER]);
}

/** The user that database servers run as, and the words before a command that make it so. */
function choosePlainUser(separate) {
  if (isRoot) {
    makeOrdinaryUser();
    const [user, group] = [idOf('-u', ORDINARY_USER), idOf('-g', ORDINARY_USER)];
    return { user, group, drop: ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--init-groups', '--no-new-privs'] };
  }
  const [user, group] = [process.getuid(), process.getgid()];
  const drop = separate ? ['unshare', '--user', `--map-user=${user}`, `--map-group=${group}`] : [];
  // In the namespace the same user is called root until it is mapped back.
  return { user: separate ? 0 : user, group: separate ? 0 : group, drop, mapped: separate };
}

/** Runs `script` again where it belongs; resolves to its exit status. */
async function enter(script, words) {
  sweep();
  const separate = spawnSync('unshare', [...SEPARATION, 'sh', '-c', PROBE]).status === 0;
  const folder = mkdtempSync(`${SCRATCH}${process.pid}.`);
  chmodSync(folder, 0o755);
  const place = { separate, folder, ...choosePlainUser(separate) };
  writeFileSync(`${folder}/place.json`, JSON.stringify(place));
  const command = [process.execPath, script, ...words];
  // A shell is the first process of the namespace: it takes leave of orphans, which node would not.
  const whole = separate ? ['unshare', ...SEPARATION, 'bash', '-c', '"$0" "$@"; exit $?', ...command] : command;
  const child = spawn(whole[0], whole.slice(1), {
    // Nobody writes to it: it ends when this process does.
    stdio: ['pipe', 'inherit', 'inherit'], env: { ...process.env, SANAD_FAILOVER_PLACE: `${folder}/place.json` },
  });
  process.on('exit', () => {
    child.kill(separate ? 'SIGKILL' : 'SIGTERM');
    if (process.env.SANAD_FAILOVER_KEEP) console.error(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => process.exit(1));
  return new Promise((resolve) => { child.on('close', (code) => resolve(code ?? 1)); });
}

/** Resolves in the inner process to the place; the outer one waits there and exits with the inner one's status. */
export async function takePlace(script, words) {
  const known = process.env.SANAD_FAILOVER_PLACE;
  if (!known) process.exit(await enter(script, words));
  process.stdin.on('end', () => process.exit(1)).resume();
  return JSON.parse(readFileSync(known, 'utf8'));
}

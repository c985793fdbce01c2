// One product instance for the browser tests: a fresh demonstration mission on a free port, served as ./dev run does.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';

/** Does this build already serve?  While it does not, the tests are skipped. */
export function canServe(build) {
  return spawnSync(`${build}/sanad`, ['serve', '--help'], { stdio: 'ignore' }).status === 0
    && spawnSync(`${build}/sanad`, ['serve', '--no-such-option'], { stdio: 'ignore' }).status === 2;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts it; resolves once it answers: { address, accounts: Map role → { login, password }, stop }.
 * Its data stay below the build folder, for a look at what a failed run left.
 */
export async function startInstance(build) {
  const data = `${build}/browser/var`;
  rmSync(`${build}/browser`, { recursive: true, force: true });
  mkdirSync(`${build}/browser`, { recursive: true });
  const child = spawn('tools/private_instance', [build, data, String(await freePort())], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.on('exit', () => child.kill('SIGTERM'));
  const ended = new Promise((resolve) => child.on('close', resolve));
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };

  const accounts = new Map();
  let address = null;
  await new Promise((resolve, reject) => {
    let text = '';
    child.on('error', reject);
    ended.then(() => reject(new Error('the instance ended before it answered')));
    child.stdout.on('data', (bytes) => {
      text += bytes;
      const lines = text.split('\n');
      text = lines.pop();
      for (const line of lines) {
        const [kind, ...words] = line.split(' ');
        if (kind === 'ADDRESS') address = words[0].replace(/\/$/, '');
        else if (kind === 'ACCOUNT' && !accounts.has(words[0]))
          accounts.set(words[0], { login: words[1], password: words[2] });
      }
      // The accounts follow the address in one write or a few: wait for the line to be quiet.
      if (address) setTimeout(resolve, 200);
    });
  });
  return { address, accounts, stop };
}

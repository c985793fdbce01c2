// Several hosts behind one nginx, each with sockets and a data directory of its own: what tests of many hosts stand on.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { NGINX } from '../../bench/instance.mjs';
import { Service, freePort, makeDirectory, must, start, statusOf } from './load_service.mjs';

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** One nginx before the hosts, which asks them in turn; its name is the mission's. */
export async function startFront(folder, port, hosts) {
  const servers = hosts.map((host) => `server 127.0.0.1:${host.port} fail_timeout=1s;`).join(' ');
  writeFileSync(`${folder}/front.conf`, `
    worker_processes 1; pid ${folder}/front.pid; error_log stderr warn; events { worker_connections 256; }
    http { access_log off; client_max_body_size 0; proxy_request_buffering on;
      ${TEMPORARY.map((kind) => `${kind}_temp_path ${folder}/front_${kind};`).join(' ')}
      upstream hosts { ${servers} }
      server { listen 127.0.0.1:${port};
        location / { proxy_pass http://hosts; proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $remote_addr; } } }`);
  const words = ['-e', 'stderr', '-p', './', '-c', `${folder}/front.conf`, '-g', 'daemon off;'];
  const nginx = start(NGINX, words, `${folder}/front.log`);
  while ((await statusOf(`http://127.0.0.1:${port}/health`)) === 0) {
    if (nginx.exitCode !== null) throw new Error(`nginx ended: see ${folder}/front.log`);
    await sleep(20);
  }
}

/** A host answers under the name of the front, on a port of its own. */
export class Host extends Service {
  options() {
    return super.options().map((word) => (word === this.address ? this.front : word));
  }
}

export async function makeHost({ build, folder, name, keys, front, options }) {
  const home = `${folder}/${name}`;
  makeDirectory(home);
  const host = new Host({ build, folder: home, data: home, keys, port: await freePort(), options });
  host.front = front;
  const words = ['serve', '--print-nginx', '--port', String(host.port), ...host.options()];
  host.configuration = must(`${build}/sanad`, words)
    .replace(`"127.0.0.1:${host.port}" ours;`, `"${new URL(front).host}" ours; "127.0.0.1:${host.port}" ours;`);
  return host;
}

/** Runs checks one after the other, each a line of TAP; `failed` counts. */
export class Checks {
  number = 0;
  failed = 0;

  async check(name, test) {
    const began = performance.now();
    const faults = await test().catch((error) => [String(error.stack ?? error)]);
    this.number++;
    this.failed += faults.length ? 1 : 0;
    const took = Math.round(performance.now() - began);
    console.log(`${faults.length ? 'not ok' : 'ok'} ${this.number} - ${name} (${took} ms)`);
    for (const fault of faults) console.log(`# ${fault.replaceAll('\n', '\n# ')}`);
  }
}

export const differs = (what, is, wanted) => (is === wanted ? [] : [`${what}: ${is} and not ${wanted}`]);

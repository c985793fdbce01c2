// The load of load.mjs on the product, served on the cluster's database.
import { makeHost, startFront } from './hosts_place.mjs';
import { Load } from './load.mjs';
import { freePort, makeMission, runAs } from './load_service.mjs';

class ProductLoad extends Load {
  async verify() {
    const { build, service, cluster } = this;
    const faults = this.compare({ program: `${build}/tests/load_compare`, database: ownerAddress(cluster),
      file: `${service.folder}/facts`, all: true });
    const audit = service.sanad('audit', 'verify');
    if (audit.status !== 0) faults.push(...audit.output.split('\n').filter(Boolean));
    await this.settle();
    return [...faults, ...this.faults.splice(0)];
  }
}

const ownerAddress = (cluster) => cluster.address('sanad', 'sanad_owner');

/** So many hosts behind one nginx, on a mission that is made already; the address that clients ask. */
async function serveFromHosts(mission, count) {
  const { build, folder, keys, more: options } = mission;
  const port = await freePort();
  const front = `http://127.0.0.1:${port}`;
  const hosts = [];
  for (let number = 1; number <= count; number++)
    hosts.push(await makeHost({ build, folder, name: `host${number}`, keys, front, options }));
  await Promise.all(hosts.map((host) => host.start()));
  await startFront(folder, port, hosts);
  return front;
}

/** A demonstration mission in the database `sanad`, served from one host or from several, and eight clients on it. */
export async function makeProductLoad({ cluster, place, build, seed, hosts }) {
  if (place.mapped) runAs(place.drop);
  for (const role of ['sanad_owner', 'sanad'])
    cluster.sql(`CREATE ROLE ${role} LOGIN PASSWORD '${cluster.password}'`);
  cluster.sql('CREATE DATABASE sanad OWNER sanad_owner');
  const options = ['--database', cluster.address('sanad', 'sanad'), '--database-owner', ownerAddress(cluster),
    ...(hosts > 1 ? ['--front', '127.0.0.1', '--secure-cookies', 'no', '--require-second-factor', 'no'] : [])];
  const service = await makeMission({ build, folder: `${build}/failover/cluster`, options });
  const address = hosts > 1 ? await serveFromHosts(service, hosts) : service.address;
  if (hosts <= 1) await service.start();
  const load = new ProductLoad({ address, accounts: service.accounts(), seed });
  return Object.assign(load, { cluster, build, service });
}

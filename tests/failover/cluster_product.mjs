// The load of load.mjs on the product, served on the cluster's database.
import { Load } from './load.mjs';
import { makeMission, runAs } from './load_service.mjs';

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

/** A demonstration mission in the database `sanad`, served, and eight clients on it. */
export async function makeProductLoad({ cluster, place, build, seed }) {
  if (place.mapped) runAs(place.drop);
  for (const role of ['sanad_owner', 'sanad'])
    cluster.sql(`CREATE ROLE ${role} LOGIN PASSWORD '${cluster.password}'`);
  cluster.sql('CREATE DATABASE sanad OWNER sanad_owner');
  const options = ['--database', cluster.address('sanad', 'sanad'), '--database-owner', ownerAddress(cluster)];
  const service = await makeMission({ build, folder: `${build}/failover/cluster`, options });
  await service.start();
  const load = new ProductLoad({ address: service.address, accounts: service.accounts(), seed });
  return Object.assign(load, { cluster, build, service });
}

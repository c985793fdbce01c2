// What is asked of the product, and by whom.
import { writeFileSync } from 'node:fs';
import { Client, form } from './client.mjs';

const CASES_MOST = 20000; // taken from the lists, of those that the caseworker may see
const NAMES_MOST = 2000;
const CASES = '/api/v1/return-cases';

const SITUATION =
  'Hébergé chez des compatriotes, sans revenu depuis deux mois ; demande à rentrer avant la fin du mois. Note {turn}.';
const FILTERS = [
  'state=arrived',
  'state=withdrawn&sort=-received_on',
  'sex=F&sort=received_on',
  'channel=telephone',
  'received_on.from=2022-03-01&received_on.to=2022-06-30',
  'country_of_return=CIV,GIN&state=closed',
  'country_of_return=SEN&sort=-received_on',
  'departed_on.from=2022-01-01&departed_on.to=2022-12-31&sort=-departed_on',
];

const page = (path) => ({ method: 'GET', path });

/** By cookie or by token; saves come last: what they change shows in the work of whoever looks. */
export const MEASUREMENTS = [
  { name: 'my work', by: 'cookie', requests: () => [page('/fr/')] },
  {
    name: 'search',
    by: 'cookie',
    requests: ({ names, client }) =>
      names.map((query) => ({ method: 'POST', path: '/fr/search', body: form({ _csrf: client.csrf, query }) })),
  },
  { name: 'open a case', by: 'cookie', requests: ({ cases }) => cases.map(({ id }) => page(`/fr/return-cases/${id}`)) },
  { name: 'filtered list', by: 'cookie', requests: () => FILTERS.map((filter) => page(`/fr/return-cases?${filter}`)) },
  { name: 'API read', by: 'token', requests: ({ cases }) => cases.map(({ id }) => page(`${CASES}/${id}`)) },
  {
    name: 'save',
    by: 'token',
    saves: true,
    requests: ({ cases }) => {
      const body = JSON.stringify({ situation: SITUATION });
      return cases.map(({ id, version }) => ({ method: 'PATCH', path: `${CASES}/${id}`, version, body }));
    },
  },
];

/** The same random order in every run. */
function shuffled(list) {
  let seed = 20221103;
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    const j = Math.floor((seed / 2 ** 32) * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

/** Signs in as a caseworker and learns what there is to ask for. */
export async function meet(instance, measurements) {
  const client = new Client(instance.address);
  const { login, password } = instance.accounts().get('caseworker');
  await client.signIn(login, password);
  await client.makeToken();
  await client.want('GET', '/fr/');
  const cases = shuffled(await client.rows(`${CASES}?size=200`, CASES_MOST));
  const searches = measurements.some(({ name }) => name === 'search');
  const persons = searches ? await client.rows('/api/v1/persons?size=200', NAMES_MOST) : [];
  const named = persons.map((person) => [person.family_name, person.given_names].filter(Boolean).join(' '));
  return { client, cases: cases.map(({ id, version }) => ({ id, version })), names: named.filter(Boolean) };
}

/** What was saved since has a new version. */
export async function refreshVersions(world) {
  const rows = await world.client.rows(`${CASES}?size=200`, CASES_MOST);
  const now = new Map(rows.map(({ id, version }) => [id, version]));
  for (const one of world.cases) one.version = now.get(one.id) ?? one.version;
}

const typeOf = (measurement) => (measurement.saves ? 'application/json' : 'application/x-www-form-urlencoded');

/** The file of a measurement's requests, as load.lua and note_statements read it; the number of them. */
export function writeRequests(measurement, world, file, { most = Infinity, turn = '{turn}' } = {}) {
  const { client } = world;
  const lines = [`#Content-Type: ${typeOf(measurement)}`];
  if (measurement.by === 'token') lines.push(`#Authorization: Bearer ${client.token}`);
  else lines.push(`#Cookie: ${client.cookieHeader()}`, `#Origin: ${client.address}`);
  const requests = measurement.requests(world).slice(0, most);
  for (const { method, path, version = '', body = '' } of requests)
    lines.push([method, path, version, body.replace('{turn}', turn)].join('\t'));
  writeFileSync(file, lines.join('\n') + '\n');
  return requests.length;
}

/** One request of a measurement, by hand: it must be answered; how many bytes the answer has. */
export async function probe(measurement, world) {
  const { client } = world;
  const one = measurement.requests(world)[0];
  const headers = one.version ? { 'If-Match': `"${one.version}"` } : {};
  const body = (one.body ?? '').replace('{turn}', `0 of ${Date.now()}`);
  const answer = await client.want(one.method, one.path, { body, headers, type: typeOf(measurement) });
  if (measurement.saves) world.cases[0].version++;
  return answer.bytes;
}

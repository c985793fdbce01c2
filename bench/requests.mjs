// What is asked of the product, and by whom.
import { writeFileSync } from 'node:fs';
import { Client, form, hidden } from './client.mjs';

const CASES = '/api/v1/return-cases';
const CASES_MOST = 20000; // taken from the lists, of those that the caseworker may see
const SPARE_MOST = 5000; // of them, for the saves of the bare program
const EXPORT_ROWS = 100000;
const PEOPLE = `${CASES}?size=200&state=closed&departed_on.from=2022-01-01`; // who have no open case
const NAMES_MOST = 2000;
const SEEN_MOST = 400; // persons of whom it is asked who opened their file

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

/** Every field that a new case may have; 44 columns, its key, its history and its audit row are stored. */
const SUBMISSION = {
  received_on: '2026-11-20', channel: 'online', destination: 'Bouaké', reasons: ['no_means', 'no_work'],
  legal_status: 'irregular', situation: SITUATION, asylum_claim: false, unhcr_notified_on: null,
  entered_morocco_on: '2025-03-01', intended_destination: 'ESP',
};
/** Three rows that come with it, each with its history and its audit row. */
const SESSIONS = ['telephone', 'office', 'telephone'].map((channel) => ({
  held_on: SUBMISSION.received_on, channel, language: 'fra', interpreter: false, explained: ['voluntary'],
  questions: 'Combien de temps ?', note: SITUATION,
}));

/** Somebody who was received before, misspelt: one letter of the family name is written twice. */
const twinOf = ({ family_name, given_names, nationality, telephone }) => ({
  family_name: family_name.replace(/[a-z]/, '$&$&'), given_names, nationality, telephone });

const page = (path) => ({ method: 'GET', path });

/** The first letters of each word: a name that somebody is still typing. */
const beginnings = (name) => name.split(' ').map((word) => word.slice(0, 4)).join(' ');

/** About a hundred thousand cases of the year, or all. */
function exportPath(persons) {
  const days = Math.min(365, Math.ceil((365 * EXPORT_ROWS) / persons));
  const to = new Date(Date.UTC(2022, 0, days)).toISOString().slice(0, 10);
  return `/fr/return-cases.csv?received_on.from=2022-01-01&received_on.to=${to}`;
}

async function exportOnce({ supervisor, persons }) {
  const answer = await supervisor.want('GET', exportPath(persons), { drop: true });
  return { bytes: answer.bytes, items: Number(answer.headers['row-count']) };
}

async function signInOnce({ client, account }) {
  const person = new Client(client.address);
  person.csrf = client.signCsrf;
  for (const [name, value] of client.signCookies) person.cookies.set(name, value);
  const body = form({ _csrf: client.signCsrf, login: account.login, password: account.password });
  const answer = await person.want('POST', '/fr/sign-in', { body }, 303);
  return { bytes: Math.max(1, answer.bytes) };
}

/** A page that some roles look at: asked for once, shortly, four in flight; half a second is its limit. */
const brief = (name, by, paths) => ({
  name, by, brief: true, bare: false, fixed: 4, requests: (world) => paths(world).map(page),
});

/** Pages of the programme, each by the role whose work it is. */
const PROGRAMME = [
  brief('team', 'supervisor', () => ['/fr/team']),
  brief('how it goes', 'programme_manager', () => ['/fr/programme-figures?from=2022-01-01&to=2022-12-31']),
  brief('donor reports', 'programme_manager', () => ['/fr/donor-reports']),
  brief('data protection', 'data_protection', () => ['/fr/privacy']),
  brief('consents', 'data_protection', () => ['', '?sort=-expires_on'].map((end) => `/fr/person-consents${end}`)),
  brief('who looked', 'data_protection', ({ seen }) => seen.map((person) => `/fr/persons/${person}/access-log`)),
  brief('kept too long', 'data_protection', () => ['/fr/retention-proposals?state=proposed']),
  brief('registers', 'data_protection', () => ['/fr/processings', '/fr/incidents', '/fr/transfer-agreements']),
  brief('notices', 'cookie', () => ['/fr/notifications']),
  brief('imports', 'supervisor', () => ['/fr/imports']),
  brief('screenings', 'protection', () => ['/fr/screenings']),
  brief('journeys', 'operations', () => ['/fr/movements', '/fr/departures']),
  brief('waiting list', 'supervisor', () => ['/fr/waiting-list']),
  brief('rounds', 'supervisor', () => ['/fr/monitoring-rounds', '/fr/monitoring-figures']),
];

/** By cookie (of a caseworker, or of the role that is named) or by token; saves come last: what they change shows in
 *  the work of whoever looks.  `fixed`: so many in flight and no others; `ask`: asked by this program, not by wrk;
 *  `refuses`: each is answered by 422 and a page that holds this. */
export const MEASUREMENTS = [
  { name: 'my work', by: 'cookie', requests: () => [page('/fr/')] },
  {
    name: 'search',
    by: 'cookie',
    requests: ({ names, client }) =>
      names.map((query) => ({ method: 'POST', path: '/fr/search', body: form({ _csrf: client.csrf, query }) })),
  },
  {
    name: 'typing',
    by: 'cookie',
    requests: ({ names, client }) => names.map((name) => ({
      method: 'POST', path: '/fr/search', body: form({ _csrf: client.csrf, query: beginnings(name) }) })),
  },
  {
    name: 'register',
    by: 'cookie',
    bare: false, // what it asks for is noted by nothing that serves only reads
    refuses: 'name="said.',
    requests: ({ twins, client, proof }) => twins.map((twin) => ({
      method: 'POST', path: '/fr/persons', body: form({ _csrf: client.csrf, _proof: proof, ...twin }) })),
  },
  { name: 'open a case', by: 'cookie', requests: ({ cases }) => cases.map(({ id }) => page(`/fr/return-cases/${id}`)) },
  { name: 'filtered list', by: 'cookie', requests: () => FILTERS.map((filter) => page(`/fr/return-cases?${filter}`)) },
  { name: 'API read', by: 'token', requests: ({ cases }) => cases.map(({ id }) => page(`${CASES}/${id}`)) },
  {
    name: 'report',
    by: 'supervisor',
    fixed: 2,
    ask: async ({ supervisor }) => supervisor.want('GET', '/fr/figures?from=2022-01-01&to=2022-12-31'),
    requests: () => [page('/fr/figures?from=2022-01-01&to=2022-12-31')],
  },
  {
    name: 'export',
    by: 'supervisor',
    fixed: 1,
    peak: true,
    ask: exportOnce,
    requests: ({ persons }) => [page(exportPath(persons))],
  },
  {
    name: 'submit',
    by: 'token',
    saves: true,
    makes: true,
    fixed: 16,
    requests: ({ people }) => people.map(({ person, country_of_return }) => ({
      method: 'POST', path: CASES, body: JSON.stringify({ ...SUBMISSION, person, country_of_return,
        'return-counselling': SESSIONS }) })),
  },
  ...PROGRAMME,
  { name: 'sign-in', by: 'nobody', fixed: 16, bare: false, ask: signInOnce },
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

async function signedIn(instance, role) {
  const client = new Client(instance.address);
  const { login, password } = instance.accounts().get(role);
  await client.signIn(login, password);
  return client;
}

/** Signs in as a caseworker and learns what there is to ask for. */
export async function meet(instance, measurements, count) {
  const client = await signedIn(instance, 'caseworker');
  const supervisor = await signedIn(instance, 'supervisor');
  await client.makeToken();
  await client.want('GET', '/fr/');
  const cases = shuffled(await client.rows(`${CASES}?size=200`, CASES_MOST));
  const searches = measurements.some(({ name }) => name === 'search' || name === 'typing');
  const persons = searches ? await client.rows('/api/v1/persons?size=200', NAMES_MOST) : [];
  const named = persons.map((person) => [person.family_name, person.given_names].filter(Boolean).join(' '));
  const registers = measurements.some(({ name }) => name === 'register');
  const twins = registers ? await twinsOf(client) : [];
  const proof = registers ? await proofOfSearch(client) : '';
  const submits = measurements.some(({ makes }) => makes);
  const people = submits ? await withoutOpenCase(client) : [];
  const sparePeople = people.splice(0, Math.min(SPARE_MOST, Math.floor(people.length / 2)));
  const rows = cases.map(({ id, version }) => ({ id, version }));
  const spare = rows.splice(0, Math.min(SPARE_MOST, Math.floor(rows.length / 2)));
  const account = instance.accounts().get('caseworker');
  await rememberSignIn(client);
  const roles = { supervisor };
  for (const { by } of measurements)
    if (!['cookie', 'token', 'nobody', ...Object.keys(roles)].includes(by)) roles[by] = await signedIn(instance, by);
  const seen = measurements.some(({ name }) => name === 'who looked')
    ? shuffled((await client.rows('/api/v1/persons?size=200', SEEN_MOST)).map(({ id }) => id)) : [];
  return { client, supervisor, roles, seen, twins, proof, account, cases: rows, spare, people, sparePeople,
    names: named.filter(Boolean), persons: count };
}

/** Persons whom the caseworker may open, each as somebody who comes to the desk once more. */
async function twinsOf(client) {
  const rows = await client.rows('/api/v1/persons?size=200', NAMES_MOST);
  return rows.filter((row) => row.family_name && row.given_names && row.telephone).map(twinOf);
}

/** Without a search nobody is received. */
async function proofOfSearch(client) {
  const body = form({ _csrf: client.csrf, query: 'Nobody Of This Name' });
  return hidden((await client.want('POST', '/fr/search', { body })).body, '_proof');
}

const clientOf = ({ by }, world) => world.roles[by] ?? world.client;

/** One closed case each of those who have no open one: a run before may have made it. */
async function withoutOpenCase(client) {
  const closed = await client.rows(PEOPLE, CASES_MOST);
  const asked = await client.rows(`${CASES}?size=200&state=inquiry`, 2 * CASES_MOST);
  const open = new Set(asked.map(({ person }) => person));
  return [...new Map(closed.map((one) => [one.person, one])).values()].filter(({ person }) => !open.has(person));
}

/** The form of the sign-in page and its cookie, which serve for many. */
async function rememberSignIn(client) {
  const visitor = new Client(client.address);
  await visitor.want('GET', '/fr/sign-in');
  client.signCsrf = visitor.csrf;
  client.signCookies = visitor.cookies;
}

/** What was saved since has a new version; what was made since stands before it in the list. */
export async function refreshVersions(world) {
  const rows = await world.client.rows(`${CASES}?size=200`, 2 * CASES_MOST);
  const now = new Map(rows.map(({ id, version }) => [id, version]));
  for (const one of [...world.cases, ...world.spare]) one.version = now.get(one.id) ?? one.version;
}

const typeOf = (measurement) => (measurement.saves ? 'application/json' : 'application/x-www-form-urlencoded');

/** The file of a measurement's requests, as load.lua and note_statements read it; the number of them.  Each file
 *  changes to something else: what is saved as it is makes no new version. */
export function writeRequests(measurement, world, file, { most = Infinity, turn = `{turn} of ${Date.now()}` } = {}) {
  const client = clientOf(measurement, world);
  if (!measurement.requests) return 0;
  const lines = [`#Content-Type: ${typeOf(measurement)}`];
  if (measurement.makes) lines.push('#Once: yes'); // each of them, with a key of its own
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
  const client = clientOf(measurement, world);
  if (measurement.ask) return (await measurement.ask(world)).bytes;
  const one = measurement.requests(world)[0];
  const headers = one.version ? { 'If-Match': `"${one.version}"` } : {};
  const body = (one.body ?? '').replace('{turn}', `0 of ${Date.now()}`);
  const status = measurement.refuses ? 422 : measurement.makes ? 201 : 200;
  const answer = await client.want(one.method, one.path, { body, headers, type: typeOf(measurement) }, status);
  if (measurement.refuses && !answer.body.includes(measurement.refuses))
    throw new Error(`${measurement.name}: refused for something else\n${answer.body.slice(0, 2000)}`);
  if (measurement.makes) world.people.shift();
  else if (measurement.saves) world.cases[0].version++;
  return answer.bytes;
}

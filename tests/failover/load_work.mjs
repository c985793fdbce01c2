// What the clients do: cases from the first request to their end, and payments from a plan's item to the receipt.
import { randomUUID } from 'node:crypto';

/** The mission's day, not always that of UTC: what is done today was not done before it was asked for. */
const day = (from) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Africa/Casablanca' })
  .format(new Date(Date.now() + from * 86400e3)).split('/').reverse().join('-');
const today = () => day(0);

const PERSONS_EACH = 3; // persons for whom one client opens cases

/** An operation is sent again and again until it is answered.  Its key makes it one. */
function post(role, path, body, headers = {}) {
  const key = { 'Idempotency-Key': randomUUID() };
  return { method: 'POST', path, role, body: body ? JSON.stringify(body) : '', headers: { ...key, ...headers } };
}

const RECORDS = {
  'return-cases': 'return_case',
  'return-items': 'return_item',
  'return-milestones': 'return_milestone',
  screenings: 'protection_screening',
};

/** What the answer says is stored: the row has a history entry of this version and action, once. */
const fact = (kind, row, action) => `step\t${RECORDS[kind]}\t${row.id}\t${row.version}\t${action}`;

function create(person, situation, load) {
  const conditions = { lacks_means: true, previously_assisted: false, capacity_doubt: false, asylum_claim: false };
  const body = { person, channel: 'in_person', country_of_return: 'CIV', situation, ...conditions };
  const done = ({ json }) => {
    load.cases.set(person, (load.cases.get(person) ?? 0) + 1);
    return fact('return-cases', json, 'create');
  };
  return { ...post('caseworker', '/api/v1/return-cases', body), person, done };
}

function step(role, kind, row, action, body, more = {}) {
  const path = `/api/v1/${kind}/${row.id}/steps/${action}`;
  const done = ({ json }) => fact(kind, json, action);
  return { ...post(role, path, body, { 'If-Match': `"${row.version}"` }), done, ...more };
}

/** The step wants a session; what it says of itself is others' tests. */
function counselling(row) {
  const body = { return_case: row.id, held_on: today(), language: 'fra', interpreter: false, channel: 'office',
    explained: ['voluntary'] };
  return { ...post('caseworker', '/api/v1/return-counselling', body), done: () => undefined };
}

/** A change has no key: whether it was done is seen by looking. */
function change(role, kind, row, body) {
  return {
    method: 'PATCH',
    path: `/api/v1/${kind}/${row.id}`,
    role,
    kind,
    row,
    body: JSON.stringify(body),
    headers: { 'If-Match': `"${row.version}"` },
    changed: (now) => now.version === row.version + 1 &&
      Object.keys(body).every((name) => JSON.stringify(now[name]) === JSON.stringify(body[name])),
    done: ({ json }) => fact(kind, json, 'update'),
  };
}

/** The one item of that day, which was acknowledged before. */
function readItem(load, due) {
  const done = ({ json }) => {
    if (json.items.length === 1) return undefined;
    if (!load.mayBeStale) load.faults.push(`${due}: one item was stored and ${json.items.length} are there`);
    load.counts.stale++;
    return null;
  };
  const path = `/api/v1/return-items?due.from=${due}&due.to=${due}`;
  return { method: 'GET', path, role: 'caseworker', reads: true, done };
}

/** Is it the one refusal that is right: the budget line has less left? */
const exhausted = ({ status, body }) => status === 422 && body.includes('budget_line_exhausted');

/** A form that warns is sent once more as it was, with what it warned of: people do so who mean it. */
function insist(operation, { status, body }) {
  const warned = status === 422 && /name="_warned" value="([^"]+)"/.exec(body)?.[1];
  if (!warned || operation.warned === warned) return false;
  operation.warned = warned;
  const fields = new URLSearchParams(operation.body);
  fields.set('_warned', warned);
  operation.body = fields.toString();
  return true;
}

/** An item of a plan comes by a form, as people add it; the day it is due is its mark. */
function addItem(worker, file, amount) {
  const { load } = worker;
  const due = day(400 + worker.added++ * load.workers.length + worker.number);
  const fields = { _csrf: load.who.caseworker.csrf, _key: randomUUID(), _version: '', category: 'other',
    modality: 'cash', amount: String(amount), amount_currency: 'NOK', budget_line: load.line, instalment: '1', due };
  const done = () => {
    load.items.set(due, 1);
    return undefined;
  };
  const path = `/fr/return-cases/${file.id}/items/new`;
  const body = new URLSearchParams(fields).toString();
  const add = { method: 'POST', path, role: 'caseworker', page: true, body, due, done };
  add.insists = (answer) => insist(add, answer);
  return add;
}

// --- cases -----------------------------------------------------------------------------------------------------------

/** The steps of a case: who, which, with what. */
const PATH = [
  ['caseworker', 'register'],
  ['protection', 'screen'], // not a step of theirs: screen()
  ['caseworker', 'counsel'],
  ['caseworker', 'consent', () => ({ declared_on: today(), declaration_means: 'signed' })],
  ['supervisor', 'approve', () => ({ decision_note: 'Copie à scanner.' })],
];
const ENDS = [
  ['caseworker', 'withdraw', () => ({ note: 'Ne souhaite plus rentrer.' })],
  ['supervisor', 'close_early', () => ({ note: 'Ne vient plus.', closure_reason: 'left_area' })],
];

/** What two protection officers do, after which the case has moved by itself. */
function* screen(row) {
  const one = ({ json }) => (json.items.length === 1 ? undefined : null);
  const path = `/api/v1/screenings?return_case=${row.id}`;
  let screening = (yield { method: 'GET', path, role: 'protection', reads: true, done: one })?.json?.items?.[0];
  if (!screening) return null;
  screening = (yield change('protection', 'screenings', screening, {
    interviewed_on: today(), language: 'fra', priority_groups: ['none'], level: 'low', level_reason: 'Pour la charge.',
    decision: 'NO_INDICATION', next_step: 'continue',
  }))?.json;
  screening = (yield step('protection', 'screenings', screening, 'sign'))?.json;
  yield step('protection_manager', 'screenings', screening, 'agree');
  const again = { method: 'GET', path: `/api/v1/return-cases/${row.id}`, role: 'caseworker', reads: true };
  return (yield { ...again, done: () => undefined })?.json;
}

/** One case, ended after so many of its steps as chance has it: its person is free again. */
function* caseLife(worker) {
  const person = worker.persons[Math.floor(worker.random() * worker.persons.length)];
  const many = Math.floor(worker.random() * (PATH.length + 1));
  let row = (yield create(person, `Demande ${randomUUID()}`, worker.load))?.json;
  if (!row?.id) return;
  for (const [role, action, body] of PATH.slice(0, many)) {
    if (action === 'counsel') yield counselling(row);
    row = action === 'screen' ? yield* screen(row)
      : (yield step(role, 'return-cases', row, action, body?.()))?.json;
    if (!row?.id) return;
    if (worker.random() < 0.3)
      row = (yield change('caseworker', 'return-cases', row, { situation: `Note ${randomUUID()}` }))?.json;
  }
  const [role, action, body] = ENDS[Math.floor(worker.random() * ENDS.length)];
  yield step(role, 'return-cases', row, action, body());
}

// --- payments --------------------------------------------------------------------------------------------------------

/** Small amounts are paid.  Large ones, of which the line bears a few at once, are committed and given back. */
function* paymentLife(worker) {
  const large = worker.random() < 0.5;
  const amount = Math.floor(large ? worker.load.most * (0.25 + worker.random() * 0.1) : 1 + worker.random() * 9);
  const add = addItem(worker, worker.file, amount);
  yield add;
  const [item] = (yield readItem(worker.load, add.due))?.json?.items ?? [];
  if (!item) return;
  const committed = yield step('supervisor', 'return-items', item, 'commit', null, { mayBeRefused: exhausted });
  let row = committed.json;
  if (committed.status !== 200) {
    yield step('caseworker', 'return-items', item, 'cancel');
    return;
  }
  if (large && worker.random() < 0.5) row = (yield step('finance_preparer', 'return-items', row, 'prepare')).json;
  if (large) {
    yield step('caseworker', 'return-items', row, 'cancel', { note: 'Trop cher.' });
    return;
  }
  row = (yield step('finance_preparer', 'return-items', row, 'prepare')).json;
  row = (yield step('finance_releaser', 'return-items', row, 'release')).json;
  yield step('finance_preparer', 'return-items', row, 'pay', { paid_on: today(), receipt: randomUUID().slice(0, 8) });
}

export function lives(worker) {
  return worker.random() < 0.5 ? caseLife(worker) : paymentLife(worker);
}

// --- before it begins ------------------------------------------------------------------------------------------------

/** Adults of the caseworker's offices without an open case. */
async function freePersons(load) {
  const rows = await load.who.caseworker.rows('/api/v1/return-cases?size=200', 1e5);
  const open = rows.filter((row) => !['closed', 'withdrawn'].includes(row.state)).map((row) => row.person);
  const adults = rows.filter((row) => row.age_at_application >= 18 && row.sex).map((row) => row.person);
  const busy = new Set(open);
  return [...new Set(adults)].filter((person) => !busy.has(person));
}

/** The smallest budget line: `load.most` is what all of it holds. */
async function chooseLine(load) {
  const answer = await load.who.finance_preparer.want('GET', '/api/v1/budget-lines?size=50');
  const lines = JSON.parse(answer.body).items;
  lines.sort((a, b) => Number(a.amount.amount) - Number(b.amount.amount));
  load.line = lines[0].id;
  load.most = Number(lines[0].amount.amount);
}

/** Takes one operation, which must be answered. */
async function must(worker, operation) {
  worker.answer = null;
  worker.pending = operation;
  await worker.finish(operation);
  if (!worker.answer || worker.answer.status >= 400)
    throw new Error(`${operation.path}: ${worker.answer?.status} ${worker.load.faults.at(-1) ?? ''}`);
  return worker.answer.json;
}

/** All that a part of a life does. */
async function mustAll(worker, part) {
  let next = part.next();
  while (!next.done) {
    await must(worker, next.value);
    next = part.next(worker.answer);
  }
  return next.value;
}

async function settlePreparations(worker, row) {
  const page = await worker.load.who.operations.want('GET', `/fr/return-cases/${row.id}`);
  const ids = new Set([...page.body.matchAll(/return-milestones\/([0-9a-f-]{36})/g)].map((match) => match[1]));
  for (const id of ids)
    await must(worker, step('operations', 'return-milestones', { id, version: 1 }, 'settle',
      { settled_on: today(), valid_until: day(14) }));
}

/** A case brought home, with a plan agreed, to which a client adds its items. */
async function bringHome(worker, person) {
  const travel = { travel_on: today(), carrier: 'Compagnie', flight: 'XX 1' };
  let row = await must(worker, create(person, 'Pour la charge', worker.load));
  const go = async (role, action, body) => (row = await must(worker, step(role, 'return-cases', row, action, body)));
  for (const [role, action, body] of PATH) {
    if (action === 'counsel') await must(worker, counselling(row));
    if (action === 'screen') row = await mustAll(worker, screen(row));
    else await go(role, action, body?.());
  }
  await settlePreparations(worker, row);
  await go('operations', 'book', travel);
  await go('operations', 'depart', { departed_on: today() });
  await go('operations', 'arrive', { arrived_on: today() });
  worker.file = row;
  await must(worker, addItem(worker, row, 5));
  await go('caseworker', 'agree_plan', { plan_agreed_on: today() });
  worker.file = row;
}

export async function prepare(load) {
  load.stopped = false;
  await chooseLine(load);
  const free = await freePersons(load);
  const wanted = load.workers.length * (PERSONS_EACH + 1);
  if (free.length < wanted)
    throw new Error(`${wanted} persons without an open case are wanted, ${free.length} are there`);
  for (const worker of load.workers) {
    const [home, ...others] = free.splice(0, PERSONS_EACH + 1);
    worker.persons = others;
    await bringHome(worker, home);
  }
}

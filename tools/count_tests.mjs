// Counts test cases, not programs: count_tests.mjs [testlog.json] [testlog.NAME.json] [SUITE.tap …]
// testlog.json is meson's (one JSON object a line); those of testlog.NAME.json are suites of their own, "unit on NAME".
// Prints what the failed programs said, shortened, then a line "FAILED suite: test" for each failure, a line for each
// suite and, last, "N passed, N failed, N skipped"; exit status 1 when anything failed or nothing passed.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const NAMES = 200; // of failed tests that are listed
const WIDTH = 200; // characters of one of these lines
const REQUESTS = 50; // lines of a server's log that are shown
const EDGE = 150; // lines shown at each end of a long output

/** Reads TAP: counts, and the names of what failed, as results have that the plan announces and that never came. */
function readTap(text) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const names = [];
  let planned = 0;
  for (const line of text.split('\n')) {
    const plan = line.match(/^1\.\.(\d+)/);
    const result = line.match(/^(not )?ok\b(.*)/);
    if (plan) planned += Number(plan[1]);
    else if (line.startsWith('Bail out!')) names.push(line.trim());
    else if (!result) continue;
    else if (/#\s*skip/i.test(result[2])) count.skipped++;
    else if (result[1]) names.push(result[2].replace(/^\s*\d*\s*(- )?/, '').trim() || 'a test without a name');
    else count.passed++;
  }
  count.failed = names.length;
  const absent = planned - count.passed - count.failed - count.skipped;
  if (absent > 0) {
    names.push(`${absent} of ${planned} tests never came`);
    count.failed += absent;
  }
  return { count, names };
}

/** One program that meson ran; its own verdict counts when its cases show no failure (a crash, a time-out). */
function readProgram(test) {
  const { count, names } = readTap(test.stdout ?? '');
  if (test.result === 'SKIP')
    return { count: { passed: 0, failed: 0, skipped: Math.max(1, count.skipped) }, names: [] };
  // cmocka says "not ok" of a case that is skipped, which meson takes for a failure.
  if (test.result === 'FAIL' && test.returncode === 0 && count.failed === 0 && count.skipped > 0)
    return { count, names };
  if (test.result === 'OK' || test.result === 'EXPECTEDFAIL') {
    const empty = count.passed + count.failed + count.skipped === 0;
    return { count: empty ? { passed: 1, failed: 0, skipped: 0 } : count, names };
  }
  if (names.length === 0) names.push(`ended with ${test.result}`);
  return { count: { ...count, failed: Math.max(1, count.failed) }, names };
}

/** A long output without its middle, and without all but the last requests that a server in it answered. */
function shortened(text) {
  const request = /^\d{4}-\d\d-\d\dT[\d:.]+Z \S+ \S+ \d{3} \d+us/;
  let left = text.split('\n').filter((line) => request.test(line)).length - REQUESTS;
  const lines = text.trimEnd().split('\n').filter((line) => !request.test(line) || left-- <= 0);
  if (lines.length > 2 * EDGE + 1)
    lines.splice(EDGE, lines.length - 2 * EDGE, `… ${lines.length - 2 * EDGE} lines, in the log of meson …`);
  return lines.join('\n');
}

const suites = new Map();
const failures = [];
function add(suite, { count, names }, program = '') {
  const sum = suites.get(suite) ?? { passed: 0, failed: 0, skipped: 0 };
  for (const key of Object.keys(sum)) sum[key] += count[key];
  suites.set(suite, sum);
  for (const name of names) failures.push(`FAILED ${suite}: ${program}${name}`.slice(0, WIDTH));
}

function addMeson(path) {
  const place = basename(path, '.json').replace(/^testlog\.?/, '');
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    const test = JSON.parse(line);
    const [kind, name] = test.name.replace(/^[^:]*:/, '').split(' / ');
    const suite = place === '' ? kind : `${kind} on ${place}`;
    const result = readProgram(test);
    add(suite, result, `${name}: `);
    if (result.count.failed > 0)
      console.log(`--- ${suite} ${name}: ${test.result}\n${shortened(`${test.stdout ?? ''}${test.stderr ?? ''}`)}\n`);
  }
}

function addTap(path) {
  const there = existsSync(path);
  const nothing = { count: { passed: 0, failed: 1, skipped: 0 }, names: ['no results were written'] };
  add(basename(path, '.tap'), there ? readTap(readFileSync(path, 'utf8')) : nothing);
}

for (const path of process.argv.slice(2)) {
  if (path.endsWith('.json') && existsSync(path)) addMeson(path);
  else addTap(path);
}

for (const failure of failures.slice(0, NAMES)) console.log(failure);
if (failures.length > NAMES) console.log(`FAILED … and ${failures.length - NAMES} more`);
const words = (count) => `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
const total = { passed: 0, failed: 0, skipped: 0 };
for (const [suite, count] of suites) {
  for (const key of Object.keys(total)) total[key] += count[key];
  console.log(`${suite.padEnd(25)} ${words(count)}`);
}
console.log(words(total));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

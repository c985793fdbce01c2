// Counts test cases, not programs: count_tests.mjs [testlog.json] [testlog.NAME.json] [SUITE.tap …]
// testlog.json is meson's (one JSON object a line); those of testlog.NAME.json are suites of their own, "unit on NAME".
// Prints the log of what failed, a line for each suite and, last,
// "N passed, N failed, N skipped"; exit status 1 when anything failed or nothing passed.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Reads TAP; results that the plan announces and that never came have failed. */
function readTap(text) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  let planned = 0;
  for (const line of text.split('\n')) {
    const plan = line.match(/^1\.\.(\d+)/);
    const result = line.match(/^(not )?ok\b(.*)/);
    if (plan) planned += Number(plan[1]);
    else if (line.startsWith('Bail out!')) count.failed++;
    else if (!result) continue;
    else if (/#\s*skip/i.test(result[2])) count.skipped++;
    else if (result[1]) count.failed++;
    else count.passed++;
  }
  count.failed += Math.max(0, planned - count.passed - count.failed - count.skipped);
  return count;
}

/** One program that meson ran; its own verdict counts when its cases show no failure (a crash, a time-out). */
function readProgram(test) {
  const count = readTap(test.stdout ?? '');
  if (test.result === 'SKIP') return { passed: 0, failed: 0, skipped: Math.max(1, count.skipped) };
  // cmocka says "not ok" of a case that is skipped, which meson takes for a failure.
  if (test.result === 'FAIL' && test.returncode === 0 && count.failed === 0 && count.skipped > 0) return count;
  if (test.result === 'OK' || test.result === 'EXPECTEDFAIL')
    return count.passed + count.failed + count.skipped > 0 ? count : { passed: 1, failed: 0, skipped: 0 };
  return { ...count, failed: Math.max(1, count.failed) };
}

const suites = new Map();
function add(suite, count) {
  const sum = suites.get(suite) ?? { passed: 0, failed: 0, skipped: 0 };
  for (const key of Object.keys(sum)) sum[key] += count[key];
  suites.set(suite, sum);
}

function addMeson(path) {
  const place = basename(path, '.json').replace(/^testlog\.?/, '');
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    const test = JSON.parse(line);
    const [kind, name] = test.name.replace(/^[^:]*:/, '').split(' / ');
    const suite = place === '' ? kind : `${kind} on ${place}`;
    const count = readProgram(test);
    add(suite, count);
    if (count.failed > 0)
      console.log(`--- ${suite} ${name}: ${test.result}\n${test.stdout ?? ''}${test.stderr ?? ''}`);
  }
}

for (const path of process.argv.slice(2)) {
  if (!existsSync(path)) add(basename(path, '.tap'), { passed: 0, failed: 1, skipped: 0 });
  else if (path.endsWith('.json')) addMeson(path);
  else add(basename(path, '.tap'), readTap(readFileSync(path, 'utf8')));
}

const words = (count) => `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
const total = { passed: 0, failed: 0, skipped: 0 };
for (const [suite, count] of suites) {
  for (const key of Object.keys(total)) total[key] += count[key];
  console.log(`${suite.padEnd(25)} ${words(count)}`);
}
console.log(words(total));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

// What tools/count_tests.mjs must not miss: a program that dies in the middle, a plan that is not kept, a missing file.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const counter = fileURLToPath(new URL('../count_tests.mjs', import.meta.url)); // the tree's path may hold spaces
const program = (name, result, stdout, returncode = 1) =>
  `${JSON.stringify({ name, result, returncode, stdout })}\n`;

// name, files, last line, exit status
const cases = [
  ['counts cases of several suites, not programs',
    { 'testlog.json': program('sanad:unit / a', 'OK', '1..3\nok 1 - x\nok 2 - y\nok 3 - z # SKIP no\n')
      + program('sanad:check / b', 'OK', ''), 'build.tap': 'ok - c\n' }, '4 passed, 0 failed, 1 skipped', 0],
  ['counts a second run beside the first',
    { 'testlog.json': program('sanad:unit / a', 'OK', '1..1\nok 1 - x\n'),
      'testlog.postgresql.json': program('sanad:unit / a', 'FAIL', '1..2\nok 1 - x\nnot ok 2 - y\n') },
    '2 passed, 1 failed, 0 skipped', 1],
  ['counts a failed case',
    { 'testlog.json': program('sanad:unit / a', 'FAIL', '1..2\nok 1 - x\nnot ok 2 - y\n') },
    '1 passed, 1 failed, 0 skipped', 1],
  ['takes a skipped case of cmocka, which says "not ok", as skipped',
    { 'testlog.json': program('sanad:unit / a', 'FAIL', '1..2\nok 1 - x\nnot ok 2 # SKIP y\n', 0) },
    '1 passed, 0 failed, 1 skipped', 0],
  ['counts what a dead program left out',
    { 'testlog.json': program('sanad:unit / a', 'ERROR', '1..4\nok 1 - x\n') }, '1 passed, 3 failed, 0 skipped', 1],
  ['counts a program that fails after its last case',
    { 'testlog.json': program('sanad:unit / a', 'ERROR', '1..1\nok 1 - x\n') }, '1 passed, 1 failed, 0 skipped', 1],
  ['counts a time-out without output',
    { 'testlog.json': program('sanad:unit / a', 'TIMEOUT', '') }, '0 passed, 1 failed, 0 skipped', 1],
  ['counts a suite that gave up',
    { 'browser.tap': '1..3\nok 1 - x\nBail out! gone\n' }, '1 passed, 2 failed, 0 skipped', 1],
  ['counts a file that is missing',
    { 'build.tap': 'ok - c\n', '!browser.tap': '' }, '1 passed, 1 failed, 0 skipped', 1],
  ['does not take nothing for success', { 'build.tap': '' }, '0 passed, 0 failed, 0 skipped', 1],
];

console.log(`1..${cases.length}`);
for (const [index, [name, files, last, status]] of cases.entries()) {
  const folder = mkdtempSync(join(tmpdir(), 'count-'));
  try {
    for (const [file, text] of Object.entries(files))
      if (!file.startsWith('!')) writeFileSync(join(folder, file), text); // ! is only named, not written
    const run = spawnSync(process.execPath, [counter, ...Object.keys(files).map((file) => file.replace('!', ''))],
      { cwd: folder, encoding: 'utf8' });
    assert.deepEqual([run.stdout.trimEnd().split('\n').pop(), run.status], [last, status]);
    console.log(`ok ${index + 1} - ${name}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`not ok ${index + 1} - ${name}\n${error.message.replace(/^/gm, '# ')}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

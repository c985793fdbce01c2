// What tools/count_tests.mjs must not miss: a program that dies in the middle, a plan that is not kept, a missing file;
// and that the names of what failed stand right before the counts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const counter = fileURLToPath(new URL('../count_tests.mjs', import.meta.url)); // the tree's path may hold spaces
const program = (name, result, stdout, returncode = 1) =>
  `${JSON.stringify({ name, result, returncode, stdout })}\n`;

const request = (number) => `2026-11-22T17:57:51.${371665 + number}Z GET /persons/{id} 403 446us user=01a2-${number}\n`;
const many = (number, line) => Array.from({ length: number }, (_, index) => line(index)).join('');

// name, files, last line, exit status, the lines of failures
const cases = [
  ['counts cases of several suites, not programs',
    { 'testlog.json': program('sanad:unit / a', 'OK', '1..3\nok 1 - x\nok 2 - y\nok 3 - z # SKIP no\n')
      + program('sanad:check / b', 'OK', ''), 'build.tap': 'ok - c\n' }, '4 passed, 0 failed, 1 skipped', 0],
  ['counts a second run beside the first',
    { 'testlog.json': program('sanad:unit / a', 'OK', '1..1\nok 1 - x\n'),
      'testlog.postgresql.json': program('sanad:unit / a', 'FAIL', '1..2\nok 1 - x\nnot ok 2 - y\n') },
    '2 passed, 1 failed, 0 skipped', 1, ['FAILED unit on postgresql: a: y']],
  ['counts a failed case',
    { 'testlog.json': program('sanad:unit / a', 'FAIL', '1..2\nok 1 - x\nnot ok 2 - y\n') },
    '1 passed, 1 failed, 0 skipped', 1, ['FAILED unit: a: y']],
  ['takes a skipped case of cmocka, which says "not ok", as skipped',
    { 'testlog.json': program('sanad:unit / a', 'FAIL', '1..2\nok 1 - x\nnot ok 2 # SKIP y\n', 0) },
    '1 passed, 0 failed, 1 skipped', 0],
  ['counts what a dead program left out',
    { 'testlog.json': program('sanad:unit / a', 'ERROR', '1..4\nok 1 - x\n') }, '1 passed, 3 failed, 0 skipped', 1,
    ['FAILED unit: a: 3 of 4 tests never came']],
  ['counts a program that fails after its last case',
    { 'testlog.json': program('sanad:unit / a', 'ERROR', '1..1\nok 1 - x\n') }, '1 passed, 1 failed, 0 skipped', 1,
    ['FAILED unit: a: ended with ERROR']],
  ['counts a time-out without output',
    { 'testlog.json': program('sanad:unit / a', 'TIMEOUT', '') }, '0 passed, 1 failed, 0 skipped', 1,
    ['FAILED unit: a: ended with TIMEOUT']],
  ['counts a suite that gave up',
    { 'browser.tap': '1..3\nok 1 - x\nBail out! gone\n' }, '1 passed, 2 failed, 0 skipped', 1,
    ['FAILED browser: Bail out! gone', 'FAILED browser: 1 of 3 tests never came']],
  ['counts a file that is missing',
    { 'build.tap': 'ok - c\n', '!browser.tap': '' }, '1 passed, 1 failed, 0 skipped', 1,
    ['FAILED browser: no results were written']],
  ['does not take nothing for success', { 'build.tap': '' }, '0 passed, 0 failed, 0 skipped', 1],
  ['names the failed tests of a browser run, not what they said',
    { 'browser.tap': '1..3\nnot ok 1 - one page, fr\n# not ok: 3 !== 0\nok 2 - y\nnot ok 3 - a page, ar\n# \n' },
    '1 passed, 2 failed, 0 skipped', 1, ['FAILED browser: one page, fr', 'FAILED browser: a page, ar']],
  ['lists two hundred names and says how many more there are',
    { 'a.tap': many(203, (number) => `not ok ${number} - n${number}\n`) }, '0 passed, 203 failed, 0 skipped', 1,
    [...Array.from({ length: 200 }, (_, index) => `FAILED a: n${index}`), 'FAILED … and 3 more']],
  ['leaves out a flood of answered requests and the middle of a long output, not the ends',
    { 'testlog.json': program('sanad:unit / a', 'FAIL',
      `not ok 1 - y\n# first\n${many(5000, request)}${many(900, (line) => `${line}\n`)}# last\n`) },
    '0 passed, 1 failed, 0 skipped', 1, ['FAILED unit: a: y'],
    { lines: 310, words: ['# first', '# last', 'user=01a2-4999'] }],
];

console.log(`1..${cases.length}`);
for (const [index, [name, files, last, status, failures, output]] of cases.entries()) {
  const folder = mkdtempSync(join(tmpdir(), 'count-'));
  try {
    for (const [file, text] of Object.entries(files))
      if (!file.startsWith('!')) writeFileSync(join(folder, file), text); // ! is only named, not written
    const run = spawnSync(process.execPath, [counter, ...Object.keys(files).map((file) => file.replace('!', ''))],
      { cwd: folder, encoding: 'utf8' });
    const lines = run.stdout.trimEnd().split('\n');
    assert.deepEqual([lines.at(-1), run.status], [last, status]);
    assert.deepEqual(lines.filter((line) => line.startsWith('FAILED')), failures ?? []);
    if (failures) assert.match(lines[lines.lastIndexOf(failures.at(-1)) + 1], /^\S.* \d+ passed, \d+ failed/);
    if (output) assert.ok(lines.length < output.lines, `${lines.length} lines`);
    for (const word of output?.words ?? []) assert.ok(run.stdout.includes(word), word);
    console.log(`ok ${index + 1} - ${name}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`not ok ${index + 1} - ${name}\n${error.message.replace(/^/gm, '# ')}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// The year 2022 as it was published, on the page, by the command, and behind each number.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from './harness.mjs';
import { press } from './steps.mjs';

const year = 'from=2022-01-01&to=2022-12-31';
const digits = (text) => text.replace(/\D/g, '');

/** Rows of what the command prints, as whoever serves the mission calls it. */
function report(...words) {
  const build = process.env.SANAD_BUILD;
  const drop = process.getuid() === 0 ? ['setpriv', '--reuid=sanad', '--regid=sanad', '--init-groups'] : [];
  const [program, ...rest] = [...drop, `${build}/sanad`, 'report', 'returns', '--data', `${build}/browser/var`,
    '--from', '2022-01-01', '--to', '2022-12-31', '--format', 'csv', ...words];
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.trim().split('\r\n').map((line) => line.split(','));
}

test('the published figures of 2022 stand on the page and in the report', async ({ open }) => {
  const page = await open({ role: 'programme_manager' });
  await page.goto(`/fr/figures?${year}`);
  const sums = await page.locator('ul.figures li strong').allInnerTexts();
  assert.deepEqual(sums.slice(0, 2).map(digits), ['3552', '2457']);

  assert.deepEqual(report('--by', 'group'),
    [['group', 'returns'], ['men', '1443'], ['women', '616'], ['minors', '398'], ['total', '2457']]);
  const nations = report('--by', 'nationality', '--measure', 'applications,returns');
  assert.equal(nations.filter(([code, , returns]) => /^[A-Z]{3}$/.test(code) && returns > 0).length, 26);
  assert.deepEqual(nations.at(-1), ['total', '3552', '2457']);
  const all = report('--by', 'sex,age_group,nationality');
  assert.deepEqual(all[0], ['sex', 'age_group', 'nationality', 'returns']);
  assert.equal(all.slice(1, -1).reduce((sum, row) => sum + Number(row[3]), 0), 2457);
});

/** The first number of a panel that is a link opens a list of as many cases. */
async function opensItsList(page, id, path) {
  await page.goto(path);
  const panel = page.locator('figure.figure').filter({ has: page.locator(`#${id}-title`) });
  if (!(await panel.locator('details').evaluate((details) => details.open))) await panel.locator('summary').click();
  const number = panel.locator('tbody td a').first();
  const wanted = digits(await number.innerText());
  await press(page, number);
  assert.equal(digits(await page.locator('.list-head').innerText()), wanted, page.url());
  assert.ok((await page.locator('.chips li').count()) > 1, page.url());
}

test('each number of two cuts, and of how long cases stand, opens its list', async ({ open }) => {
  for (const language of ['fr', 'ar']) {
    const page = await open({ role: 'programme_manager', language });
    await opensItsList(page, 'sex-age', `/${language}/figures?${year}`);
    await opensItsList(page, 'pipeline', `/${language}/figures`);
    await page.goto(`/${language}/figures`);
    const money = page.locator('figure.figure').last();
    await money.locator('summary').click();
    await press(page, money.locator('tbody td a').first());
    assert.match(page.url(), /\/return-(items|tickets)\?budget_line=/);
    assert.ok((await page.locator('main tbody tr').count()) > 0);
  }
});

// Every other page that people see, in French and in Arabic, wide and narrow, with axe.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { leave, look, press, say } from './steps.mjs';

const opening = (selector) => async (page) => {
  for (const summary of await page.locator(`main ${selector} > summary`).all()) await summary.click();
};
const filters = opening('details.filters');
/** Follows the first link of a list, then perhaps a path below it. */
const first = (below = '') => async (page) => {
  await press(page, 'main tbody a');
  if (below) await page.goto(`${new URL(page.url()).pathname}${below}`);
};

// role, address, name of the screenshot, what is done there first
const visits = [
  ['caseworker', '/', 'work-caseworker'],
  ['operations', '/', 'work-operations'],
  ['finance_preparer', '/', 'work-finance'],
  ['data_protection', '/', 'work-data-protection'],
  ['auditor', '/', 'work-auditor'],
  ['analyst', '/', 'work-analyst'],
  ['trainer', '/', 'work-trainer'],
  ['partner', '/', 'work-partner'],
  ['caseworker', '/persons', 'persons'],
  ['caseworker', '/persons', 'persons-filters', filters],
  ['caseworker', '/persons?nationality=ISL', 'persons-none', filters],
  ['caseworker', '/return-cases', 'cases'],
  ['caseworker', '/return-cases', 'cases-filters', filters],
  ['supervisor', '/return-cases?state=closed&country_of_return=SEN', 'cases-chosen'],
  ['caseworker', '/return-cases?received_on_from=99', 'cases-filter-refused'],
  ['caseworker', '/person-documents', 'documents'],
  ['supervisor', '/persons', 'person-generated', first()],
  ['supervisor', '/persons', 'person-history', first('/history')],
  ['supervisor', '/persons', 'person-copy', first('/copy')],
  ['caseworker', '/persons', 'relation-new', first('/relations/new')],
  ['caseworker', '/persons', 'household-join', first('/household-members/new')],
  ['caseworker', '/persons', 'file-new', async (page) => {
    await first()(page);
    await press(page, 'main a[href*="/attachments/new"]');
  }],
  ['caseworker', '/persons', 'household', async (page) => {
    await first()(page);
    const begin = page.locator('main form[action$="/household"] button');
    if (await begin.count() > 0) await press(page, begin);
    else await press(page, 'main a[href*="/households/"]');
  }],
  ['data_protection', '/persons', 'erase', first('/erase')],
  ['supervisor', '/return-cases', 'case-history', first()],
  ['supervisor', '/return-cases?state=preparing', 'case-assign', first('/assign')],
  ['supervisor', '/return-cases?state=preparing', 'case-close-early', first('/steps/close_early')],
  ['finance_preparer', '/exchange-rates', 'exchange-rates'],
  ['finance_preparer', '/exchange-rates/new', 'exchange-new'],
  ['finance_preparer', '/exchange-rates/new', 'exchange-refused', async (page) => {
    await leave(page, () => page.locator('#page-form button[type="submit"]').click());
  }],
  ['programme_manager', '/grants/new', 'grant-new'],
  ['programme_manager', '/grants', 'grant-line-new', first('/lines/new')],
  ['programme_manager', '/grants', 'grant-history', first('/history')],
  ['programme_manager', '/figures', 'figures'],
  ['programme_manager', '/figures?from=2022-01-01&to=2022-12-31', 'figures-2022'],
  ['programme_manager', '/donor-reports/schedule', 'donor-reports-schedule'],
  ['programme_manager', '/donor-reports/new', 'donor-report-new'],
  ['programme_manager', '/report-goals', 'report-goals'],
  ['programme_manager', '/report-goals/new', 'report-goal-new'],
  ['programme_manager', '/report-indicators', 'report-indicators'],
  ['programme_manager', '/report-indicators', 'report-indicator', first()],
  ['programme_manager', '/report-indicators/new', 'report-indicator-new'],
  ['administrator', '/users', 'users-filters', filters],
  ['administrator', '/users', 'user', first()],
  ['administrator', '/users', 'user-edit', first('/edit')],
  ['administrator', '/users/new', 'user-new'],
  ['administrator', '/backups', 'backups'],
  ['administrator', '/jobs', 'jobs'],
  ['administrator', '/jobs?state=done', 'job', first()],
  ['auditor', '/jobs?state=failed', 'jobs-none'],
  ['administrator', '/offices', 'offices'],
  ['administrator', '/offices', 'office', first()],
  ['administrator', '/offices/new', 'office-new'],
  ['administrator', '/organisations', 'organisations'],
  ['caseworker', '/account', 'account'],
  ['caseworker', '/account/password', 'account-password'],
  ['caseworker', '/account/second-factor', 'account-second-factor'],
  ['caseworker', '/account/tokens', 'account-tokens'],
  ['caseworker', '/nowhere', 'error-not-found'],
  ['trainer', '/persons', 'error-not-allowed'],
  ['finance_preparer', '/payments', 'payments'],
];

// In portions: each test has its own time limit.
const portion = 13;
for (const language of ['fr', 'ar'])
  for (let begin = 0; begin < visits.length; begin += portion)
    test(`pages are good, ${language}, from ${visits[begin][2]}`, async ({ open }) => {
      const pages = new Map();
      const faults = [];
      for (const [role, path, name, act] of visits.slice(begin, begin + portion)) {
        if (!pages.has(role)) pages.set(role, await open({ role, language }));
        const page = pages.get(role);
        try {
          await page.goto(`/${language}${path}`);
          if (act) await act(page);
          await look(page, `page-${name}`);
        } catch (error) {
          faults.push(`${name}: ${error.message}`);
        }
      }
      assert.equal(faults.length, 0, faults.join('\n'));
    });

test('a form can be printed and read in the dark', async ({ open }) => {
  const page = await open({ role: 'supervisor' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/fr/return-cases?state=preparing');
  await press(page, 'main tbody a');
  await look(page, 'dark-case');
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  assert.ok(await page.locator('nav.sections').isHidden(), 'no menu on paper');
  assert.ok((await page.locator('main').innerText()).includes(say('fr', 'In preparation')));
});

test('many sections are gathered in menus, few stand side by side', async ({ open }) => {
  const page = await open({ role: 'supervisor' });
  await page.goto('/fr/');
  const menus = page.locator('.section-menu');
  assert.ok(await menus.count() >= 3);
  const link = menus.first().locator('a').first();
  assert.ok(!await link.isVisible());
  await menus.first().locator('summary').focus();
  await page.keyboard.press('Enter');
  assert.ok(await link.isVisible());
  await page.keyboard.press('Escape');
  assert.ok(!await link.isVisible());
  await page.goto('/fr/grants');
  assert.equal(await page.locator('.section-menu summary.current').count(), 1, 'it says where one is');
  await look(page, 'sections-menus', { telephone: true });
  const few = await open({ role: 'receiving_office' });
  await few.goto('/fr/');
  assert.equal(await few.locator('.section-menu').count(), 0);
});

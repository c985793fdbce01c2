// The directory of services: the coordination adds a service and verifies it with one click, a caseworker finds it for
// somebody and reads why another does not fit, anybody reads it outside, and what is hidden is nowhere.  Once in French
// with scripts, once in Arabic without.  Then what other programs read, against the schemas of the standard.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from './harness.mjs';
import { expectSays, look, press, say, section } from './steps.mjs';

for (const [language, javaScript] of [['fr', true], ['ar', false]])
  test(`a service is kept, found and shown outside, ${language}`, async ({ open }) => {
    const eyes = async (page, name, role) => {
      const watcher = javaScript ? page : await open({ role, language });
      if (watcher !== page) await watcher.goto(page.url());
      await look(watcher, name, { telephone: true });
    };
    const manager = await open({ role: 'programme_manager', language, javaScript });
    await manager.goto(`/${language}/`);
    await section(manager, '/directory-services');
    await eyes(manager, 'directory-services', 'programme_manager');
    await press(manager, `a[href="/${language}/directory-services/new"]`);
    const fill = (name, value) => manager.locator(`#page-form [name="${name}"]`).fill(value);
    const choose = async (name, value) => {
      const control = manager.locator(`#page-form select[name="${name}"]`);
      if (await control.count()) return control.selectOption(value);
      return manager.locator(`#page-form input[name="${name}"][value="${value}"]`).check();
    };
    const sites = manager.locator('#page-form select[name="site"] option[value]:not([value=""])');
    await choose('site', await sites.first().getAttribute('value'));
    await choose('category', 'PRJ-LANGUAGE');
    await fill('name', `Cours d’essai ${language}`);
    await fill('name_ar', `درس تجريبي ${language}`);
    await fill('age_from', '40');
    await fill('age_to', '20');
    await press(manager, '#page-form .form-end button.btn-primary');
    await expectSays(manager, 'The last age lies below the first.');
    await eyes(manager, 'directory-service-refused', 'programme_manager');
    await fill('age_from', '16');
    await fill('age_to', '60');
    await press(manager, '#page-form .form-end button.btn-primary');
    await expectSays(manager, 'Nobody has verified this service yet.');
    await press(manager, 'form[action$="/verified"] button');
    await expectSays(manager, 'Verified today.');
    await press(manager, 'a[href*="/directory-hours/new"]');
    await fill('opens', '9h');
    await fill('closes', '12:30');
    await press(manager, '#page-form .form-end button.btn-primary');
    assert.match(await manager.locator('#hours ~ *, main').first().innerText(), /09:00/);
    const address = manager.url().replace(/[#?].*$/, '');
    const id = address.split('/').pop();
    await manager.goto(address);
    await eyes(manager, 'directory-service', 'programme_manager');

    const page = await open({ role: 'caseworker', language, javaScript });
    await page.goto(`/${language}/directory`);
    await eyes(page, 'directory-find', 'caseworker');
    await page.locator('select[name="category"]').selectOption('PRJ-LANGUAGE');
    await page.locator('input[name="age"]').fill('30');
    await press(page, 'form.directory-ask button[type="submit"]');
    assert.equal(await page.locator(`a[href$="/directory-services/${id}"]`).count(), 1);
    assert.equal(await page.locator('.service-list > li.service-not').count(), 0);
    await page.locator('input[name="age"]').fill('12');
    await press(page, 'form.directory-ask button[type="submit"]');
    const unfit = page.locator('.service-list > li.service-not').filter(
      { has: page.locator(`a[href$="/directory-services/${id}"]`) });
    assert.equal(await unfit.locator('.service-why li').count(), 1);
    await eyes(page, 'directory-not', 'caseworker');

    const visitor = await open({ language, javaScript });
    await visitor.goto(`/${language}/services`);
    await eyes(visitor, 'directory-public', undefined);
    assert.equal(await visitor.locator('.service-list > li').count() > 10, true);
    const shelter = say('en', 'Emergency shelter for women');
    assert.equal((await visitor.locator('main').innerText()).includes(shelter), false, 'shelters are hidden');
    await press(visitor, '.service-list h3 a');
    await expectSays(visitor, 'Good to know');
    await eyes(visitor, 'directory-public-service', undefined);
    assert.equal((await visitor.request.get(`/${language}/services/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`))
      .status(), 404);
    const sheet = await visitor.request.get(await visitor.locator('a[href$="/sheet.pdf"]').getAttribute('href'));
    assert.equal(sheet.headers()['content-type'], 'application/pdf');
    assert.equal((await sheet.body()).subarray(0, 5).toString(), '%PDF-');
  });

const schemas = new URL('../../../shared/standards/hsds/v3.0/schema/', import.meta.url);

test('what other programs read is valid HSDS 3.0', {
  skip: existsSync(schemas) ? null : 'the schemas of HSDS are not there',
}, async ({ address }) => {
  const require = createRequire(import.meta.url);
  const Ajv = require('ajv/dist/2020').default;
  const ajv = new Ajv({ strict: false, allErrors: true });
  require('ajv-formats').default(ajv);
  for (const file of readdirSync(schemas).filter((name) => name.endsWith('.json') && name !== 'openapi.json'))
    ajv.addSchema(JSON.parse(readFileSync(new URL(file, schemas), 'utf8')), file);
  const read = async (path) => {
    const answer = await fetch(`${address}${path}`);
    assert.equal(answer.status, 200, path);
    return answer.json();
  };
  const check = (file, value, path) => {
    const validate = ajv.getSchema(file);
    assert.ok(validate(value), `${path}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
  };
  assert.equal((await read('/hsds')).version, '3.0');
  let services = 0;
  for (const [path, file] of [['services', 'service.json'], ['organizations', 'organization.json'],
    ['service_at_locations', 'service_at_location.json'], ['taxonomies', 'taxonomy.json'],
    ['taxonomy_terms', 'taxonomy_term.json']]) {
    let seen = 0;
    for (let number = 1; ; number++) {
      const page = await read(`/hsds/${path}?full=true&per_page=20&page=${number}`);
      assert.equal(page.page_number, number);
      assert.equal(page.size, page.contents.length);
      assert.equal(page.empty, page.size === 0);
      for (const entry of page.contents) check(file, entry, path);
      seen += page.size;
      if (page.last_page) {
        assert.equal(seen, page.total_items, path);
        break;
      }
    }
    assert.ok(seen > 0, path);
    const first = (await read(`/hsds/${path}?per_page=1`)).contents[0];
    const one = await read(`/hsds/${path}/${first.id}`);
    check(file, one, `${path}/{id}`);
    assert.equal(one.id, first.id);
    if (path === 'services') services = seen;
  }
  assert.ok(services > 20);
  const text = JSON.stringify(await read('/hsds/services?full=true&per_page=500'));
  assert.equal(text.includes('Hébergement d’urgence pour femmes'), false, 'shelters are hidden');
});

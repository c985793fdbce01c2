// Probabilities set right by what people decided: an administrator looks at expected and observed, proposes a
// calibration, uses it, and takes it back; a supervisor may look and no more.  Once in French with scripts, once in
// Arabic without.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { expectSays, look, press, say, section } from './steps.mjs';

const FIGURES = '/person-pairs/figures';

for (const [language, javaScript] of [['fr', true], ['ar', false]])
  test(`probabilities are calibrated, ${language}`, async ({ open }) => {
    const page = await open({ role: 'administrator', language, javaScript });
    const eyes = javaScript ? page : await open({ role: 'administrator', language });
    const lookAt = async (name) => {
      if (eyes !== page) await eyes.goto(page.url());
      await look(eyes, name, { telephone: true });
    };
    const says = async (message) => (await page.locator('main').innerText()).includes(say(language, message));

    await page.goto(`/${language}/`);
    await section(page, FIGURES);
    await expectSays(page, 'Those that came with the program: nobody has decided otherwise.');
    assert.ok(await page.locator('.chart-scroll svg').count() > 0, 'expected and observed are drawn');
    assert.ok(await page.locator('section[aria-labelledby="reviewers"] tbody tr').count() >= 2, 'of two reviewers');
    await lookAt('calibration-figures');

    await press(page, `a[href="/${language}/person-calibrations"]`);
    await expectSays(page, 'Calibrations');
    await expectSays(page, 'Set aside');
    await expectSays(page, 'Proposed');
    await lookAt('calibrations');

    await page.goto(`/${language}${FIGURES}`);
    await press(page, 'form[action$="/person-calibrations"] button');
    await expectSays(page, 'Nothing counts otherwise yet. Look at the figures, then decide.');
    await expectSays(page, 'What was 500 of 1,000 becomes');
    await lookAt('calibration');
    const proposed = new URL(page.url()).pathname;

    const supervisor = await open({ role: 'supervisor', language });
    await supervisor.goto(proposed);
    await expectSays(supervisor, 'What was 500 of 1,000 becomes');
    assert.equal(await supervisor.locator('main a[href*="/steps/"]').count(), 0, 'who reviews does not calibrate');

    await press(page, 'main a[href$="/steps/use"]');
    await lookAt('calibration-use');
    await press(page, '.form-end button[type="submit"]');
    assert.ok(await page.locator('[aria-invalid="true"]').count() > 0, 'a reason is needed');
    await page.locator('textarea[name="note"]').fill('Essai : les figures sont claires.');
    await press(page, '.form-end button[type="submit"]');
    await expectSays(page, 'In force');
    await page.goto(`/${language}${FIGURES}`);
    assert.equal(await says('Those that came with the program: nobody has decided otherwise.'), false);
    assert.equal(await page.locator(`main a[href="${proposed}"]`).count(), 1, 'the one in force is named');
    await lookAt('calibration-in-force');

    await page.goto(`${proposed}/steps/stop`);
    await lookAt('calibration-stop');
    const confirm = page.locator('input[name="_confirm"]');
    if (await confirm.count() > 0) await confirm.check();
    await press(page, '.form-end button[type="submit"]');
    await expectSays(page, 'No longer in force');
    await page.goto(`${proposed}/history`);
    await lookAt('calibration-history');
    await page.goto(`/${language}${FIGURES}`);
    await expectSays(page, 'Those that came with the program: nobody has decided otherwise.');
  });

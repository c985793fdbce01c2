// The pictures of the handbook: pages of a demonstration mission as the chapter's role sees them.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const WIDTH = 1100;
const MOST = 1400; // pixels of height: what is longer is cut

/** Goes where a picture is taken; throws if there is no such page, or no row to follow. */
export async function visit(page, language, { path, first, below }) {
  const answer = await page.goto(`/${language}${path}`);
  if (answer.status() !== 200) throw new Error(`${path}: ${answer.status()}`);
  if (!first) return;
  const row = page.locator('main tbody a').first();
  if (await row.count() === 0) throw new Error(`${path}: the list is empty`);
  await Promise.all([page.waitForLoadState('load'), row.click()]);
  await page.waitForURL((url) => url.pathname !== `/${language}${path.split('?')[0]}`);
  if (!below) return;
  const next = await page.goto(`${new URL(page.url()).pathname}${below}`);
  if (next.status() !== 200) throw new Error(`${path} ${below}: ${next.status()}`);
}

/** Takes it into `file`: the whole page, or the part that a selector names. */
export async function photograph(page, language, picture, file) {
  mkdirSync(dirname(file), { recursive: true });
  await page.setViewportSize({ width: WIDTH, height: 800 });
  await visit(page, language, picture);
  await page.evaluate(() => document.fonts.ready);
  if (picture.part) {
    await page.locator(picture.part).first().screenshot({ path: file, animations: 'disabled' });
    return;
  }
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path: file, animations: 'disabled', fullPage: true,
    clip: { x: 0, y: 0, width: WIDTH, height: Math.min(height, MOST) } });
}

// What has to hold in every state of a page: nothing serious for axe, and nothing wider than the screen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

export async function assertAccessible(page, state) {
  // Colours are judged where they come to rest.
  await page.evaluate(() => Promise.all(document.getAnimations()
    .filter((a) => a.effect.getComputedTiming().iterations !== Infinity)
    .map((a) => a.finished.catch(() => {}))));
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run(document));
  const bad = violations.filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${v.id}: ${v.nodes.map((n) => `${n.html} ${n.failureSummary}`).join('\n  ')}`);
  assert.deepEqual(bad, [], state);
}

export async function assertFits(page, state) {
  const wide = await page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const scroller = document.querySelector('.scroller');
    return [scrollWidth - clientWidth, scroller.scrollWidth - scroller.clientWidth];
  });
  assert.deepEqual(wide, [0, 0], state);
}

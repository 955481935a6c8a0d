// Makes docs/images/contemplating.png: eight agents in the middle of a question, on the real
// program. Usage: node picture.mjs [OUT.png] [light|dark]; PONDER_PROGRAM as in run.sh. The model is
// scripted, so that the picture can be made anywhere; PONDER_MODEL names another one.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { ask, closeBrowser, Server, until, Visitor } from './harness.mjs';

const out = process.argv[2] ?? new URL('../../../docs/images/contemplating.png', import.meta.url).pathname;
const colorScheme = process.argv[3] ?? 'light';

const QUESTION = 'I leave at 9:40. The ride takes 2 h 35 min, and the train waits 12 minutes on the way. When am I there?';

const AGENTS = [
  `The ride and the wait come one after the other, so I add them. 2 h 35 min is 155 minutes, and 155 + 12 = 167 minutes in all. 167 minutes are 2 h 47 min. From 9:40, two hours lead to 11:40, and 47 minutes more to 12:27. As a check, 12:27 less 2 h 47 min is 9:40 again.
Answer: 12:27`,
  `I go in round steps. 9:40 to 10:00 uses 20 of the minutes. What is left of 155 is 135, which is 2 h 15 min, so without the wait I would be there at 12:15. The wait of 12 minutes shifts everything behind it, wherever on the way it is. 12:15 and 12 minutes make 12:27. The wait is not part of the ride, as the question names it apart.
Answer: 12:27`,
  `Does the ride's time hold the wait already? Timetables count from door to door, stops included. Then the 12 minutes are in the 2 h 35 min. 9:40 and 2 h 35 min make 12:15.
Answer: 12:15`,
  `Minutes since midnight are the safest. 9:40 is 580. The ride is 155 and the wait is 12, which makes 580 + 155 + 12 = 747. 747 divided by 60 is 12, and 27 are left over. So the clock shows 12:27. Without the wait it would have been 735, which is 12:15, and that is 12 less, as it should be. Nothing in the question says that the wait is part of the ride.
Answer: 12:27`,
  `First the estimate: about two and three quarter hours from a quarter to ten lead to about half past twelve. Now exactly. 9:40 plus 2 hours is 11:40. 35 minutes more: 12:15. The wait of 12 minutes: 12:27. That is close to half past twelve, so the estimate and the sum agree. The order of ride and wait does not matter for the arrival.
Answer: 12:27`,
  `Backwards from a guess: were I there at 12:30, I would have been on the way for 2 h 50 min. Needed are 2 h 35 min and 12 min, together 2 h 47 min. That is 3 minutes less than the guess, so I am there 3 minutes before 12:30, which is 12:27. A second guess to be sure: from 9:40 to 12:20 it is 2 h 40 min, 7 minutes short; 12:20 and 7 minutes are 12:27 as well.
Answer: 12:27`,
  `Two parts: until the stop and after it. Say that the stop comes after one hour: it is 10:40, then 10:52 after the wait. 1 h 35 min of the ride are left, and 10:52 and 1 h 35 min are 12:27. With the stop after two hours: 11:40, 11:52, and 35 minutes more are 12:27 again. So it does not matter where the stop is.
Answer: 12:27`,
  `What could be wrong with the obvious sum? The wait might be counted within the ride. But then the question would not need to name it, so it counts on top. 9:40 and 12 minutes are 9:52, as if I had left later. 9:52 and 2 hours are 11:52, and 35 minutes more are 12:27.
Answer: 12:27`,
];

const script = { step_ms: 20, replies: [{ when: 'I leave at', agents: AGENTS }] };
const server = await Server.start(script, process.env.PONDER_MODEL);
const visitor = await Visitor.open(server.url, { colorScheme, deviceScaleFactor: 2 });
const { page } = visitor;
// The seed gives each agent its own text of the script.
await page.route('**/api/turns', (route) => {
  const request = { ...JSON.parse(route.request().postData()), seed: 0 };
  return route.continue({ postData: JSON.stringify(request) });
});
await ask(page, QUESTION, 'Contemplating', 8);
// Some have answered and the last one has written enough; with another model it may end before.
await until('the moment', () => page.evaluate(() => {
  const lanes = [...document.querySelectorAll('.lane')];
  const voted = lanes.filter((lane) => !lane.querySelector('.chip').hidden).length;
  const long = lanes.at(-1)?.querySelector('.lane-tail').textContent.length > 150;
  return (voted >= 3 && lanes.length === 8 && long) ||
    document.querySelector('.turn[data-status="finished"]') !== null;
}));
await page.evaluate(() => Promise.all(document.getAnimations()
  .filter((a) => a.effect.getComputedTiming().iterations !== Infinity)
  .map((a) => a.finished.catch(() => {}))));
mkdirSync(dirname(out), { recursive: true });
await page.screenshot({ path: out });
await visitor.close();
await closeBrowser();
await server.stop();
console.log(out);

// What the scripted model says in the pictures of docs/images.
export const QUESTION = 'I leave at 9:40. The ride takes 2 h 35 min, and the train waits 12 minutes on the way. When am I there?';

export const AGENTS = [
  `The ride and the wait come one after the other, so I add them. 2 h 35 min is 155 minutes, and 155 + 12 = 167 minutes in all. 167 minutes are 2 h 47 min. From 9:40, two hours lead to 11:40, and 47 minutes more to 12:27. As a check, 12:27 less 2 h 47 min is 9:40 again.
Answer: 12:27`,
  `I go in round steps. 9:40 to 10:00 uses 20 of the minutes. What is left of 155 is 135, which is 2 h 15 min, so without the wait I would be there at 12:15. The wait of 12 minutes shifts everything behind it, wherever on the way it is. 12:15 and 12 minutes make 12:27. The wait is not part of the ride, as the question names it apart.
Answer: 12:27`,
  `Does the ride's time hold the wait already? Timetables count from door to door, stops included. Then the 12 minutes are in the 2 h 35 min. 9:40 and 2 h 35 min make 12:15.
Answer: 12:15`,
  `Minutes since midnight are the safest. 9:40 is 580. The ride is 155 and the wait is 12, which makes 580 + 155 + 12 = 747. 747 divided by 60 is 12, and 27 are left over. So the clock shows 12:27. Without the wait it would have been 735, which is 12:15, and that is 12 less, as it should be. Nothing in the question says that the wait is part of the ride.
Answer: 12:27`,
  `First the estimate: a quarter to ten and two and three quarter hours make about half past twelve. Now exactly: 9:40 and 2 hours are 11:40, 35 minutes more are 12:15, and 12 more 12:27.
Answer: 12:27`,
  `Backwards from a guess: were I there at 12:30, I would have been on the way for 2 h 50 min. Needed are 2 h 47 min, 3 minutes less than that: 12:27.
Answer: 12:27`,
  `Two parts: until the stop and after it. Say that the stop comes after one hour: it is 10:40, then 10:52 after the wait. 1 h 35 min of the ride are left, and 10:52 and 1 h 35 min are 12:27. With the stop after two hours: 11:40, 11:52, and 35 minutes more are 12:27 again. So it does not matter where the stop is.
Answer: 12:27`,
  `What could be wrong with the obvious sum? The wait might be counted within the ride. But then the question would not need to name it, so it counts on top. 9:40 and 12 minutes are 9:52, as if I had left later. 9:52 and 2 hours are 11:52, and 35 minutes more are 12:27.
Answer: 12:27`,
];

// A question on which sixteen agents stay of different minds, so that all of them are needed.
export const OPEN_QUESTION = 'We leave at 9:40. The ride takes 2 h 35 min with 12 minutes of waiting. When are we there?';
export const OPEN_AGENTS = [...AGENTS, ...AGENTS].map((text, i) =>
  text.replace(/Answer: .*/, `Answer: ${['12:27', '12:15', '12:27', '12:03'][i % 4]}`));

export const ANSWER = `Sunlight holds all colours. Air scatters **short waves far more** than long ones, so blue comes from every side.

How much more is Rayleigh's law, $I \\propto \\lambda^{-4}$:

$$
\\frac{I_{blue}}{I_{red}} = \\left(\\frac{700}{450}\\right)^4 \\approx 5.9
$$

| light | wavelength | scattered |
| --- | ---: | ---: |
| blue | 450 nm | 5.9 |
| green | 530 nm | 3.0 |
| red | 700 nm | 1.0 |

At sunset the way through the air is long. The blue is gone before it arrives, and *red is left over*.

\`\`\`python
def scattered(wavelength_nm, against_nm=700):
    """How much more than red."""
    return (against_nm / wavelength_nm) ** 4

print(round(scattered(450), 1))  # 5.9
\`\`\`
`;

export const GAME = `A small game: click the moving dot.

\`\`\`html
<!doctype html>
<title>Catch the electron</title>
<style>
  body { margin: 0; height: 100vh; overflow: hidden; background: #10182b; color: #dbe6ff; font: 18px system-ui, sans-serif; }
  p { margin: 0; padding: 1rem 1.2rem; }
  .orbit { position: absolute; inset: 18% 12%; border: 1.5px dashed #3d5488; border-radius: 50%; }
  .core { position: absolute; inset: calc(50% - 22px); width: 44px; height: 44px; border-radius: 50%; background: radial-gradient(circle at 35% 30%, #ffd79a, #e2733f); }
  button { position: absolute; width: 30px; height: 30px; border: 0; border-radius: 50%; background: radial-gradient(circle at 35% 30%, #d5f2ff, #3aa0e8); box-shadow: 0 0 22px #3aa0e8; cursor: pointer; }
</style>
<p>Score <b id="score">0</b></p>
<div class="orbit"></div><div class="core"></div>
<button aria-label="electron"></button>
<script>
  const dot = document.querySelector('button');
  let score = 0;
  let speed = 1;
  dot.onclick = () => { score += 1; speed += 0.25; document.getElementById('score').textContent = score; };
  const step = (t) => {
    const a = t / 1100 * speed;
    dot.style.left = 50 + 38 * Math.cos(a) + '%';
    dot.style.top = 50 + 32 * Math.sin(a) + '%';
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
</script>
\`\`\`

It gets faster with each catch. Ask me for levels, sounds or a timer.
`;

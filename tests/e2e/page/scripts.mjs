// What the scripted models of the flows say (tests/fixtures/fake/README.md has the format).

// Eight agents; any four that stand side by side hold one that dissents, so nothing is decided
// before the second wave.
const REASONS = [
  'Six sevens: five sevens are 35, and one more makes 42.\n',
  'Three sevens are 21; twice that is 42.\n',
  'Seven sixes: 6, 12, 18, 24, 30, 36, 42.\n',
  'I remember it from school, more or less.\n',
  'Ten sixes are 60, less three sixes, which are 18: 42.\n',
  'Six times seven is six times ten less six times three.\n',
  'Half of 84 is 42, as 12 times 7 is 84.\n',
  'It must be even, and near to fifty.\n',
];
export const ANSWERS = ['42', '42', '42', '41', '42', '42', '42', '48'];
// Numbered, as an agent that only repeats itself would be stopped.
const often = (text, times) => text + Array.from({ length: times - 1 }, (_, i) => `${i + 2}: ${text}`).join('');
const agents = (times) => REASONS.map((r, i) => `${often(r, times)}Answer: ${ANSWERS[i]}`);

export const MARKDOWN = `The train arrives at **12:27**.

1. Travel time: 2 h 35 min
2. Stop: \`12 min\`

| from | to | minutes |
| --- | --- | ---: |
| 9:40 | 12:27 | 167 |

\`\`\`python
print(divmod(580 + 167, 60))
\`\`\`

> Maths stays: \\(580 + 167 = 747 = 27^2 + 18\\), see [the clock](https://example.org/clock).
`;

export const HOSTILE = '<img src=x onerror="document.title=1"> <script>document.title=2</script> ' +
  '[click](javascript:document.title=3) <b>bold</b>';

// Four texts that no two agents share: nothing to vote on.
export const POEMS = [
  'The sea breathes slow and writes a line on every stone it passes, then it takes the line away again.',
  'Grey waves fold and fold; the harbour lamp is counting them until the morning calls it from its work.',
  'Salt on the rail, a rope that hums, and far behind the night a ferry says what nobody has asked.',
  'A gull stands on the roof of noon. It owns the wind and all the bread, and does not look at me.',
];

// Numbered words: what is lost or doubled shows.
export const counted = (n) => Array.from({ length: n }, (_, i) => `w${i + 1}`).join(' ');

export const QUICK = {
  step_ms: 1,
  native_reasoning: true,
  replies: [
    { when: 'train', say: MARKDOWN },
    { when: 'hostile', say: HOSTILE },
    { when: '6 times 7', agents: agents(2) },
    { when: 'poem', agents: POEMS },
    { when: 'why', say: '<think>First I look at it from all sides.</think>Because it is so.' },
    { when: 'long', say: counted(400) },
  ],
};

// Slow enough to act in the middle of an answer.
export const SLOW = {
  step_ms: 15,
  replies: [
    { when: 'count', say: counted(80) },
    { when: '6 times 7', agents: agents(12) },
  ],
};

export const FAILING = { step_ms: 1, fail_after_tokens: 20, default: counted(50) };

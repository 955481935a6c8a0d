// The agents' panel of a turn that is over, drawn without a browser.
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import type { Report } from '../src/turn/events';
import { EMPTY_TURN, reduce } from '../src/turn/reduce';
import type { Turn, TurnView } from '../src/turn/turn';

vi.stubGlobal('document', { documentElement: {} });

async function drawn(told: Partial<Report>): Promise<string> {
  const { Panel } = await import('../src/lanes/Panel');
  let state = reduce(EMPTY_TURN, { type: 'turn_started', turn: 't', mode: 'contemplating', model: 'm' });
  state = reduce(state, { type: 'branch_started', branch: 1, parent: 0, role: 'Steady' });
  const report: Report = {
    mode: 'contemplating', agents_started: 8, agents_used: 8, agents_stopped_early: 0, agreement: 1,
    tallies: [{ answer: '42', normalised: '42', agents: [1], weight: 1 }], winner: 1, tokens_spent: 9,
    tokens_saved: 0, prompt_tokens_saved: 0, wall_ms: 9, first_token_ms: 1, single_pass_ms: 0, ...told,
  };
  const view = { state: { ...state, finish: 'stop', report }, stopping: null } as TurnView;
  const turn = { hues: new Map<string, number>() } as unknown as Turn;
  return renderToStaticMarkup(createElement(Panel, { turn, view, running: false }));
}

test('the panel says for how many agents the context had room, where it had not for all', async () => {
  expect(await drawn({})).not.toContain('had room');
  expect(await drawn({ agents_fit: 3, agents_wanted: 8 }))
    .toContain('The context had room for 3 agents at once instead of 8.');
});

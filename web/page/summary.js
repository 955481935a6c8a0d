// What is said about a turn and its agents: states, agreement, dissent, cost. Pure; no DOM.
import { count, percent, seconds, whole } from './format.js';

// What an agent is doing: {key, label}. `over`: the whole turn has ended.
export function agentState(branch, over) {
  const answered = branch.answer !== '';
  switch (branch.finish) {
    case null:
      if (over) return { key: 'broken', label: 'Interrupted' };
      return answered ? { key: 'finished', label: 'Answered' } : { key: 'running', label: 'Thinking' };
    case 'stopped_early':
      return answered ? { key: 'finished', label: 'Answered' }
        : { key: 'early', label: 'Stopped early' };
    case 'stopped_by_user':
      return { key: 'early', label: 'Stopped' };
    case 'budget':
      return { key: 'early', label: 'Out of time' };
    case 'length':
      return { key: answered ? 'finished' : 'early', label: answered ? 'Answered' : 'Out of length' };
    case 'failed':
      return { key: 'broken', label: 'Failed' };
    case 'interrupted':
      return { key: 'broken', label: 'Interrupted' };
    default:
      return { key: 'finished', label: answered ? 'Answered' : 'No answer' };
  }
}

export const agentName = (branch) => branch.role || `Agent ${branch.branch}`;

// The last word on the votes: the report's, or what was counted so far.
export const talliesOf = (state) => state.report?.tallies ?? state.tallies;

// The tally of the answer that the turn gave, or null where nothing was voted for.
export function winningTally(state) {
  const tallies = talliesOf(state);
  const winner = state.report?.winner ?? 0;
  return tallies.find((t) => winner && t.agents.includes(winner)) ?? tallies[0] ?? null;
}

// The tallies that lost.
export function dissent(state) {
  const won = winningTally(state);
  return talliesOf(state).filter((t) => t !== won);
}

function savedShare(report) {
  const all = report.tokens_spent + report.tokens_saved;
  return all > 0 ? report.tokens_saved / all : 0;
}

function agreementWords(state) {
  const { report } = state;
  if (report.agents_used === 0) return `${count(report.agents_started, 'agent')}, no vote`;
  const won = winningTally(state);
  if (won === null) return `best of ${count(report.agents_used, 'draft')}`;
  const agreeing = won.agents.length;
  const verb = agreeing === 1 ? 'agrees' : 'agree';
  return `${agreeing} of ${report.agents_used} ${verb}`;
}

// "6 of 8 agree", "41 % of tokens saved", "3.2 s": the pieces of the line under an answer.
export function summaryWords(state) {
  const { report, usage } = state;
  if (!report) return [];
  const words = [];
  if (state.mode === 'contemplating') {
    words.push(agreementWords(state));
    const saved = savedShare(report);
    if (saved >= 0.005) words.push(`${percent(saved)} of tokens saved`);
  } else if (usage.tokens_new > 0) {
    words.push(count(usage.tokens_new, 'token'));
  }
  words.push(seconds(report.wall_ms));
  return words;
}

// [name, value] pairs: what the turn gained and cost.
export function costRows(state) {
  const { report: r, usage: u } = state;
  if (!r) return [];
  const rows = [];
  const contemplated = state.mode === 'contemplating';
  if (contemplated) {
    rows.push(['Agents started', whole(r.agents_started)]);
    rows.push(['Answers counted', whole(r.agents_used)]);
    rows.push(['Stopped early', whole(r.agents_stopped_early)]);
    rows.push(['Tokens spent', whole(r.tokens_spent)]);
    rows.push(['Tokens saved, about', whole(r.tokens_saved)]);
    rows.push(['Prompt tokens shared', whole(r.prompt_tokens_saved)]);
  } else {
    rows.push(['Tokens written', whole(u.tokens_new)]);
    if (u.tokens_reasoning > 0) rows.push(['Of those, reasoning', whole(u.tokens_reasoning)]);
  }
  rows.push(['Prompt tokens', whole(u.tokens_prompt)]);
  if (u.tokens_cached > 0) rows.push(['Of those, cached', whole(u.tokens_cached)]);
  rows.push(['First token after', seconds(r.first_token_ms)]);
  rows.push(['Whole turn', seconds(r.wall_ms)]);
  if (contemplated && r.single_pass_ms > 0) {
    rows.push(['One agent alone, about', seconds(r.single_pass_ms)]);
  }
  return rows;
}

const ENDINGS = {
  stopped_by_user: 'stopped', failed: 'failed', interrupted: 'interrupted',
};

// 'running', 'finished', 'stopped', 'failed' or 'interrupted'.
export const statusOfFinish = (finish) => ENDINGS[finish] ?? 'finished';

// Why an answer that did not end by itself ended, or null.
export function endNote(status, state) {
  switch (status) {
    case 'stopped':
      return 'You stopped this answer.';
    case 'interrupted':
      return 'The server went down in the middle of this answer. This is the text so far.';
    case 'failed':
      return state.error?.message ? `This answer failed: ${state.error.message}` : 'This answer failed.';
    default:
      break;
  }
  if (state.finish === 'length') return 'The answer reached its length limit and ends here.';
  if (state.finish === 'budget') return 'The time budget ended this turn.';
  return null;
}

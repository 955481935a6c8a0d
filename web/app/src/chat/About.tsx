// All that is known about an answer: model, mode, agents, tokens, times.
import { dateTime, percent, seconds } from '../i18n/figures';
import { useT, whole } from '../i18n/language';
import type { Turn, TurnView } from '../turn/turn';
import { roomOf, savedShare, timesOfOne, winningTally } from '../turn/votes';
import { times } from '../i18n/figures';
import { Modal } from '../ui/Modal';

type Row = [name: string, value: string];

function useRows(view: TurnView): { title: string; rows: Row[] }[] {
  const t = useT();
  const { report: r, usage: u, model, mode } = view.state;
  if (!r) return [];
  const contemplated = mode === 'contemplating';
  const general: Row[] = [
    [t('about.model'), model || view.resource.model], [t('about.mode'), t(`mode.${mode}`)],
    [t('about.when'), dateTime(view.resource.created_ms || Date.now())],
  ];
  const agents: Row[] = [];
  if (contemplated) {
    const won = winningTally(view.state);
    agents.push([t('about.started'), whole(r.agents_started)],
      [t('about.counted'), whole(r.agents_used)], [t('about.early'), whole(r.agents_stopped_early)]);
    const room = roomOf(view.state);
    if (room) agents.push([t('about.room'), t('about.room.n', { n: room.fit, all: room.wanted })]);
    if (won) agents.push([t('about.agreement'), percent(r.agreement)]);
    if (r.probability) agents.push([t('about.right'), percent(r.probability)]);
  }
  const tokens: Row[] = contemplated
    ? [[t('about.spent'), whole(r.tokens_spent)], [t('about.saved'),
      `${whole(r.tokens_saved)} (${percent(savedShare(view.state))})`],
      [t('about.shared'), whole(r.prompt_tokens_saved)]]
    : [[t('about.written'), whole(u.tokens_new)]];
  if (!contemplated && u.tokens_reasoning > 0) {
    tokens.push([t('about.reasoning'), whole(u.tokens_reasoning)]);
  }
  tokens.push([t('about.prompt'), whole(u.tokens_prompt)]);
  if (u.tokens_cached > 0) tokens.push([t('about.cached'), whole(u.tokens_cached)]);
  const time: Row[] = [[t('about.first'), seconds(r.first_token_ms)],
    [t('about.whole'), seconds(r.wall_ms)]];
  if (contemplated && r.single_pass_ms > 0) {
    time.push([t('about.single'), seconds(r.single_pass_ms)],
      [t('about.times'), t('about.times.n', { n: times(timesOfOne(view.state) ?? 0) })]);
  } else if (r.wall_ms > r.first_token_ms && u.tokens_new > 1) {
    const speed = (u.tokens_new - 1) / ((r.wall_ms - r.first_token_ms) / 1000);
    time.push([t('about.speed'), t('about.speed.n', { n: times(speed) })]);
  }
  return [
    { title: t('about.general'), rows: general }, { title: t('about.agents'), rows: agents },
    { title: t('about.tokens'), rows: tokens }, { title: t('about.time'), rows: time },
  ].filter((group) => group.rows.length > 0);
}

export function About({ view, onClose }: { turn: Turn; view: TurnView; onClose(): void }) {
  const t = useT();
  const groups = useRows(view);
  return (
    <Modal open onClose={onClose} title={t('about.title')} className="about">
      <div className="modal-body cost">
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.rows.map(([name, value]) => (
                <div key={name}><dt>{name}</dt><dd>{value}</dd></div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

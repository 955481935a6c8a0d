// One agent's whole text, read while it is still writing or long after.
import { useLayoutEffect, useRef } from 'react';
import { percent } from '../i18n/figures';
import { useT } from '../i18n/language';
import { Markdown } from '../markdown/Markdown';
import { huesOf } from '../turn/hues';
import { textOf, type TurnState } from '../turn/reduce';
import type { Turn } from '../turn/turn';
import { agentState } from '../turn/votes';
import { Modal } from '../ui/Modal';
import { useAgentName } from './names';

const NEAR_END_PX = 40;

interface Props {
  turn: Turn;
  state: TurnState;
  branch: number;
  over: boolean;
  onClose(): void;
}

export function AgentDialog({ turn, state, branch: id, over, onClose }: Props) {
  const t = useT();
  const nameOf = useAgentName();
  const body = useRef<HTMLDivElement>(null);
  const atEnd = useRef(false);
  useLayoutEffect(() => {
    if (atEnd.current && !over && body.current) body.current.scrollTop = body.current.scrollHeight;
  });
  const branch = state.branches.find((b) => b.branch === id);
  if (!branch) return null;
  const facts = [t(`agent.${agentState(branch, over).label}`)];
  if (branch.usage.tokens_new > 0) facts.push(t('tokens', { count: branch.usage.tokens_new }));
  if (branch.confidence > 0) facts.push(t('confidence', { share: percent(branch.confidence) }));
  const reasoning = textOf(branch, 'reasoning');
  const writing = branch.finish === null && !over;
  const hue = huesOf(state, turn.hues)(branch.normalised);
  return (
    <Modal open onClose={onClose} title={nameOf(branch)} facts={facts.join(' \u00b7 ')} hue={hue}
      className="agent-dialog"
      aside={branch.answer !== '' && <span className="chip"><bdi>{branch.answer}</bdi></span>}>
      <div className="modal-body" ref={body} tabIndex={0} role="region" aria-label={nameOf(branch)}
        onScroll={(e) => {
          const { scrollHeight, scrollTop, clientHeight } = e.currentTarget;
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
        }}>
        {reasoning !== '' && <Markdown text={reasoning} streaming={writing} quiet />}
        <Markdown text={textOf(branch, 'text')} streaming={writing} />
      </div>
    </Modal>
  );
}

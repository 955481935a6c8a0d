// The turns of the open conversation, the newest at the end. Only the last ones are in the document;
// more come as the reader goes up, so that thousands open as fast as ten. The end stays in sight as
// long as the reader is there.
import { Fragment, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { picturedBy } from '../annotations/seen';
import { useT } from '../i18n/language';
import type { Turn } from '../turn/turn';
import { Icon } from '../ui/Icon';
import { Hero } from './Hero';
import { pathOf } from './path';
import { Summed } from './Summed';
import { useSought } from './sought';
import { useChat } from './store';
import { TurnView } from './TurnView';

const FIRST_TURNS = 12;
const MORE_TURNS = 24;
const NEAR_END_PX = 48;

const resourceOf = (turn: Turn) => turn.view.resource;

// Loads the log of each turn that comes into sight.
function useLogs(scroller: React.RefObject<HTMLElement | null>, turns: Turn[], shown: number): void {
  useEffect(() => {
    const { current: root } = scroller;
    if (!root) return undefined;
    const observer = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        const { turn: id } = (target as HTMLElement).dataset;
        void turns.find((turn) => turn.id === id)?.loadLog();
      }
    }, { root });
    root.querySelectorAll('.turn[data-turn]').forEach((turn) => observer.observe(turn));
    return () => observer.disconnect();
  }, [scroller, turns, shown]);
}

// On paper there is no going up: all turns are there when the printer asks.
function usePrint(showAll: () => void): void {
  const latest = useRef(showAll);
  useEffect(() => { latest.current = showAll; });
  useEffect(() => {
    const print = () => flushSync(() => latest.current());
    addEventListener('beforeprint', print);
    return () => removeEventListener('beforeprint', print);
  }, []);
}

function Pending({ input }: { input: string }) {
  const t = useT();
  const images = useChat((s) => s.pendingImages);
  return (
    <article className="turn">
      <div className="asked">
        {images.length > 0 && (
          <div className="asked-pictures">
            {images.map(({ url, name }) => <img key={url} className="asked-picture" src={url} alt={name ?? ''} />)}
          </div>
        )}
        <div className="ask" dir="auto">{input}</div>
      </div>
      <p className="waiting"><span className="pulse" /><span>{t('sending')}</span></p>
    </article>
  );
}

export function Thread() {
  const t = useT();
  const { conversation, turns, leaf, summaries, pending, loading } = useChat();
  const [count, setCount] = useState(FIRST_TURNS);
  const [away, setAway] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const steps = useMemo(() => pathOf(turns, resourceOf, leaf), [turns, leaf]);
  const pictured = useMemo(() => picturedBy(steps), [steps]);
  const shown = steps.slice(-count);
  const hidden = steps.length - shown.length;

  const keepEnd = useCallback(() => {
    const { current: box } = scroller;
    // An empty chat is read from its top.
    if (box && atEnd.current) box.scrollTop = list.current?.firstElementChild ? box.scrollHeight : 0;
  }, []);
  useEffect(() => {
    const observer = new ResizeObserver(keepEnd);
    if (list.current) observer.observe(list.current);
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [keepEnd]);
  useLayoutEffect(() => {
    atEnd.current = true;
    setAway(false);
    setCount(FIRST_TURNS);
    keepEnd();
  }, [conversation, pending, keepEnd]);
  useLogs(scroller, turns, count);
  usePrint(() => setCount(Math.max(count, steps.length)));
  useSought(scroller, steps, setCount, () => { atEnd.current = false; });

  const onScroll = () => {
    const { current: box } = scroller;
    if (!box) return;
    // What grows under a reader at the end does not take them away from it: only going up does.
    const up = box.scrollTop < lastTop.current;
    lastTop.current = box.scrollTop;
    const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    atEnd.current = near || (atEnd.current && !up);
    setAway(!atEnd.current);
    if (box.scrollTop < 400 && hidden > 0) more();
  };
  const more = () => {
    const { current: box } = scroller;
    if (!box) return;
    const fromEnd = box.scrollHeight - box.scrollTop;
    flushSync(() => setCount((n) => n + MORE_TURNS));
    box.scrollTop = box.scrollHeight - fromEnd;
  };
  const toEnd = () => {
    atEnd.current = true;
    keepEnd();
    setAway(false);
  };
  const empty = conversation === null && steps.length === 0 && pending === null;
  return (
    <>
      <div className="scroller" ref={scroller} tabIndex={0} role="region"
        aria-label={t('conversation')} onScroll={onScroll}>
        {empty && <Hero />}
        {loading && <p className="loading"><span className="pulse" />{t('loading')}</p>}
        <div className="thread" ref={list}>
          {hidden > 0 && (
            <button type="button" className="button small earlier" onClick={more}>
              {t('earlier', { count: hidden })}
            </button>
          )}
          {shown.map((step, i) => {
            const summary = summaries.findLast((s) => s.turn === step.turn.id);
            return (
              <Fragment key={step.turn.id}>
                <TurnView step={step} last={i === shown.length - 1} pictured={pictured[hidden + i] ?? null} />
                {summary && <Summed summary={summary} />}
              </Fragment>
            );
          })}
          {pending !== null && <Pending input={pending} />}
        </div>
      </div>
      {away && (
        <div className="to-end-place">
          <button type="button" className="to-end" aria-label={t('to.end')} onClick={toEnd}>
            <Icon name="down" />
          </button>
        </div>
      )}
    </>
  );
}

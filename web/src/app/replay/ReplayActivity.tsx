import { useEffect, useRef } from 'preact/hooks';
import { describe, isWorthReading } from '../describe';
import { formatTime } from '../format';
import { text } from '../text';
import type { Showing } from './showing';

/** What happened, in step with the replay; a click goes there. */
export function ReplayActivity({ showing }: { showing: Showing }) {
  const { replay } = showing;
  const list = useRef<HTMLOListElement>(null);
  const events = replay.events.filter(isWorthReading);
  const now = showing.at.value;
  const current = events.findLast(({ at }) => at <= Math.max(now, replay.startMs))?.seq;
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>('.current');
    const body = list.current?.parentElement;
    if (row === null || row === undefined || body === null || body === undefined) return;
    body.scrollTo({ top: row.offsetTop - body.clientHeight / 2 });
  }, [current]);
  return (
    <aside class="panel card" aria-label={text.watch.activity}>
      <h2 class="panel-heading">{text.watch.activity}</h2>
      <div class="panel-body">
        <ol class="activity" data-testid="activity" ref={list}>
          {events.map((event) => {
            const words = describe(event, (id) => replay.names.get(id));
            const time = formatTime((event.at - replay.startMs) / 1000);
            return (
              <li
                key={event.seq}
                class={rowClass(event.seq === current, event.at <= now)}
                data-testid="activity-row"
                data-type={event.event.type}
                data-seq={event.seq}
              >
                <button
                  type="button"
                  class="activity-jump"
                  aria-label={text.replay.jumpTo(time, words)}
                  aria-current={event.seq === current ? 'true' : undefined}
                  onClick={() => showing.seekTo(event.at)}
                >
                  <time>{time}</time>
                  <span>{words}</span>
                </button>
              </li>
            );
          })}
        </ol>
      </div>
    </aside>
  );
}

function rowClass(current: boolean, past: boolean): string {
  if (current) return 'activity-row current';
  return past ? 'activity-row' : 'activity-row future';
}

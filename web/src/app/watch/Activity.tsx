/** What has happened, as sentences. */
import { useEffect, useRef } from 'preact/hooks';
import { describe, formerName, isWorthReading } from '../describe';
import { ActivityRow } from '../screen/ActivityRow';
import { text } from '../text';
import type { Party } from './party';

export function Activity({ party }: { party: Party }) {
  const { activity, members } = party.view.value;
  const list = useRef<HTMLOListElement>(null);
  const events = activity.filter(isWorthReading);
  useEffect(() => {
    const body = list.current?.parentElement;
    body?.scrollTo({ top: body.scrollHeight });
  }, [events.length]);
  if (events.length === 0) return <p class="empty">{text.watch.noActivity}</p>;
  return (
    <ol class="activity" data-testid="activity" ref={list}>
      {events.map((event) => (
        <ActivityRow
          key={event.seq}
          event={event}
          words={describe(event, (id) => members.get(id)?.name, formerName(event, activity))}
          at={event.at}
        />
      ))}
    </ol>
  );
}

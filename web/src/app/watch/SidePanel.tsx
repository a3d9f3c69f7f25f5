import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Member, Standing } from '../../client';
import { describe, isWorthReading } from '../describe';
import { ActivityRow } from '../screen/ActivityRow';
import { text } from '../text';
import { Avatar } from '../ui/Avatar';
import type { Party } from './party';

const TABS = ['people', 'activity'] as const;

export function SidePanel({ party }: { party: Party }) {
  const tab = useSignal<(typeof TABS)[number]>('people');
  const present = [...party.view.value.members.values()].filter((member) => member.present).length;
  return (
    <aside class="panel card" aria-label={text.watch.panel}>
      <div class="tabs" role="tablist">
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={tab.value === name}
            aria-controls="panel-body"
            data-testid={`tab-${name}`}
            onClick={() => {
              tab.value = name;
            }}
          >
            {text.watch[name]}
            {name === 'people' && <span class="count">{present}</span>}
          </button>
        ))}
      </div>
      <div class="panel-body" id="panel-body" role="tabpanel" aria-labelledby={`tab-${tab.value}`}>
        {tab.value === 'people' ? <People party={party} /> : <Activity party={party} />}
      </div>
    </aside>
  );
}

function People({ party }: { party: Party }) {
  const { members, me } = party.view.value;
  const sorted = [...members.values()].sort(
    (a, b) => rank(b, me.id) - rank(a, me.id) || a.name.localeCompare(b.name),
  );
  return (
    <ul class="people" data-testid="people">
      {sorted.map((member) => (
        <li
          key={member.id}
          class={member.present ? 'person' : 'person absent'}
          data-testid="person"
          data-present={member.present}
          data-online={member.online}
        >
          <Avatar id={member.id} name={member.name} />
          <span class="person-name">{member.name}</span>
          {member.id === me.id && <span class="note">{text.watch.you}</span>}
          {member.role === 'host' && <span class="badge">{text.watch.host}</span>}
          {!member.present && <span class="note">{text.watch.gone}</span>}
          {member.present && !member.online && <span class="note">{text.watch.away}</span>}
          <StandingNote member={member} />
        </li>
      ))}
    </ul>
  );
}

/** Further behind or ahead than this is worth a word, in milliseconds. */
const OFF_MS = 1_000;

/** How somebody stands to the timeline: said only while there is something to say. */
function StandingNote({ member }: { member: Member }) {
  const { standing, online } = member;
  if (standing === null || !online) return null;
  const isOff = Math.abs(standing.drift_ms) > OFF_MS;
  const tone = standing.status === 'buffering' || isOff ? 'bad' : 'good';
  return (
    <span class={`standing ${tone}`} data-testid="standing" data-status={standing.status}>
      {standingWords(standing, isOff)}
    </span>
  );
}

function standingWords({ status, drift_ms, trailing, away }: Standing, isOff: boolean): string {
  const words = text.watch.standing;
  if (trailing) return isOff ? `${words.trailing}, ${words.off(drift_ms / 1000)}` : words.trailing;
  if (status === 'buffering') return words.buffering;
  if (away) return words.away;
  if (isOff) return words.off(drift_ms / 1000);
  return status === 'playing' ? words.inSync(drift_ms) : words[status];
}

/** Me first, then who is here, the host before the others. */
function rank(member: Member, me: string): number {
  return (member.id === me ? 4 : 0) + (member.present ? 2 : 0) + (member.role === 'host' ? 1 : 0);
}

function Activity({ party }: { party: Party }) {
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
          words={describe(event, (id) => members.get(id)?.name)}
          at={event.at}
        />
      ))}
    </ol>
  );
}

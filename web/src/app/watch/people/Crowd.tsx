/** The people of a crowd: how many they are, and a list that is asked for page by page. */
import '../../styles/people.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../../styles/roles.css';
import { type Member, standIn } from '../../../client';
import { asKnown, rest } from '../../identity';
import { text } from '../../text';
import type { Party } from '../party';
import { Person, rank } from './Person';

const PAGE_MEMBERS = 50;
/** Whoever types a name is not asked about each letter. */
const TYPING_MS = 250;

interface Found {
  members: readonly Member[];
  /** Where the next page begins, where there is one. */
  next: string | null;
}

export function Crowd({ party }: { party: Party }) {
  const { session, me, members, online } = party.view.value;
  const name = useSignal('');
  const found = useSignal<Found | 'failed' | null>(null);

  async function load(after: Found | null): Promise<void> {
    const asked = name.value.trim();
    const which = { limit: PAGE_MEMBERS, name: asked, after: after?.next ?? undefined };
    const page = await asKnown((token) => rest.members(session.id, token, which)).catch(() => null);
    // Somebody has typed on meanwhile.
    if (asked !== name.value.trim()) return;
    if (page === null) found.value = 'failed';
    else found.value = { members: [...(after?.members ?? []), ...page.members], next: page.next };
  }

  useEffect(() => {
    found.value = null;
    const typing = setTimeout(() => void load(null), name.value === '' ? 0 : TYPING_MS);
    return () => clearTimeout(typing);
  }, [name.value]);

  const list = found.value;
  const standsIn = standIn(party.view.value);
  const leads = ({ id, role }: Member) => role === 'host' || role === 'co_host' || id === standsIn;
  // I and who leads come first; so they are not listed again.
  const first = [me, ...members.values()].filter((member) => member.id === me.id || leads(member));
  const shownFirst =
    name.value === '' ? [...new Map(first.map((member) => [member.id, member])).values()] : [];
  const ids = new Set(shownFirst.map((member) => member.id));
  const others = list === null || list === 'failed' ? [] : list.members.filter(({ id }) => !ids.has(id));
  const hidden = session.present - shownFirst.filter((member) => member.present).length - others.length;
  return (
    <div class="crowd">
      <p class="note" data-testid="crowd-counts">
        {text.watch.crowd.counts(session.present, online)}
      </p>
      <input
        type="search"
        maxLength={64}
        class="crowd-search"
        aria-label={text.watch.crowd.search}
        placeholder={text.watch.crowd.search}
        data-testid="crowd-search"
        value={name}
        onInput={(event) => {
          name.value = event.currentTarget.value;
        }}
      />
      <ul class="people" data-testid="people" aria-busy={list === null}>
        {shownFirst
          .sort((a, b) => rank(b, me.id) - rank(a, me.id))
          .map((member) => (
            <Person key={member.id} member={member} party={party} standsIn={member.id === standsIn} />
          ))}
        {others.map((member) => (
          <Person key={member.id} member={member} party={party} standsIn={member.id === standsIn} />
        ))}
      </ul>
      {list === 'failed' && (
        <p class="note">
          {text.watch.crowd.failed}{' '}
          <button type="button" class="button small" onClick={() => void load(null)}>
            {text.watch.crowd.again}
          </button>
        </p>
      )}
      {list !== null && list !== 'failed' && list.next !== null && (
        <button
          type="button"
          class="button crowd-more"
          data-testid="crowd-more"
          onClick={() => void load(list)}
        >
          {name.value === '' ? text.watch.crowd.more(Math.max(1, hidden)) : text.watch.crowd.moreFound}
        </button>
      )}
      {list !== null && list !== 'failed' && name.value !== '' && others.length === 0 && (
        <p class="empty">{text.watch.crowd.nobody}</p>
      )}
    </div>
  );
}

import type { SignInEntry } from '../../client';
import { formatAgo } from '../format';
import { account, asMe } from '../identity';
import { accountText as words } from '../text-account';
import { useAsking } from './asking';
import { Outcome } from './Outcome';

/** Where I am signed in. */
export function Places({ places, onChange }: { places: readonly SignInEntry[]; onChange: () => void }) {
  const asking = useAsking();
  const revoke = (id: string) =>
    asking.run(async () => {
      await asMe((token) => account.revoke(token, id));
      onChange();
    });
  const revokeOthers = () =>
    asking.run(async () => {
      const { revoked } = await asMe((token) => account.revokeOthers(token));
      onChange();
      return words.revokedOthers(revoked);
    });
  return (
    <section class="account-part card" aria-label={words.places}>
      <h2>{words.places}</h2>
      <p class="note">{words.placesHint}</p>
      <ul class="account-list" data-testid="places">
        {places.map((place) => (
          <Place
            key={place.id}
            place={place}
            busy={asking.busy.value}
            onRevoke={() => void revoke(place.id)}
          />
        ))}
      </ul>
      {places.length > 1 && (
        <button
          type="button"
          class="button"
          data-testid="revoke-others"
          disabled={asking.busy}
          onClick={() => void revokeOthers()}
        >
          {words.revokeOthers}
        </button>
      )}
      <Outcome of={asking} testId="places-note" />
    </section>
  );
}

function Place({ place, busy, onRevoke }: { place: SignInEntry; busy: boolean; onRevoke: () => void }) {
  const { agent, way, created_at, last_seen_at, current } = place;
  const name = agent === '' ? words.someBrowser : agent;
  return (
    <li class="account-row" data-testid="place" data-current={current}>
      <div class="grow">
        <strong>{name}</strong> {current && <span class="badge live">{words.here}</span>}
        <p class="note">
          {words.way[way]}, {words.since(ago(created_at))}, {words.seen(ago(last_seen_at))}
        </p>
      </div>
      {!current && (
        <button
          type="button"
          class="button danger"
          aria-label={words.revokeLabel(name)}
          data-testid="revoke"
          disabled={busy}
          onClick={onRevoke}
        >
          {words.revoke}
        </button>
      )}
    </li>
  );
}

const ago = (at: string) => formatAgo(Date.parse(at), Date.now());

import { Admin, type ProviderEntry } from '../../client';
import { useAsking } from '../account/asking';
import { Outcome } from '../account/Outcome';
import { formatAgo } from '../format';
import { asMe, rest } from '../identity';
import { adminText as words } from '../text-admin';
import { useShown } from './shown';

const LOOK_EVERY_MS = 10_000;
const admin = new Admin(rest);

/** Where videos come from, and whether they come. */
export function ProvidersPart() {
  const { what, load } = useShown(words.title, LOOK_EVERY_MS, (token) => admin.providers(token));
  if (what.value === null) return null;
  return (
    <section class="account-part card" aria-label={words.providers}>
      <h2>{words.providers}</h2>
      <p class="note">{words.providersWhat}</p>
      <ul class="account-list">
        {what.value.providers.map((provider) => (
          <Provider key={provider.id} provider={provider} onChange={() => void load()} />
        ))}
      </ul>
    </section>
  );
}

function Provider({ provider, onChange }: { provider: ProviderEntry; onChange: () => void }) {
  const asking = useAsking();
  const { id, answered_at, failed_at, failure, questions_left } = provider;
  const check = () =>
    asking.run(async () => {
      const checked = await asMe((token) => admin.checkProvider(token, id));
      onChange();
      return checked.failure === null ? words.answers : words.answersNot(checked.failure);
    });
  const ago = (at: string) => formatAgo(Date.parse(at), Date.now());
  const fails = failed_at !== null && (answered_at === null || failed_at > answered_at);
  return (
    <li class="account-row" data-testid="provider-row" data-name={id}>
      <div class="grow">
        <strong>{id}</strong> {fails && <span class="badge bad">{words.away}</span>}
        {fails && failure !== null && <p class="note bad">{words.didNotAnswer(ago(failed_at), failure)}</p>}
        <p class="note">
          {answered_at === null ? words.notAsked : words.answered(ago(answered_at))}{' '}
          {words.left(questions_left)}
        </p>
        <Outcome of={asking} testId="provider-note" />
      </div>
      {provider.browses && (
        <button
          type="button"
          class="button"
          aria-label={words.checkLabel(id)}
          data-testid="check-provider"
          disabled={asking.busy}
          onClick={() => void check()}
        >
          {words.check}
        </button>
      )}
    </li>
  );
}

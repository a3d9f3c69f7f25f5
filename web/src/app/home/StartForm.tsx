import { useComputed, useSignal } from '@preact/signals';
import type { ConfirmationPolicy, CreateSession, Visibility } from '../../client';
import { LINK_CHARS_MAX } from '../address';
import { asMe, keepName, myName, rest } from '../identity';
import { fromField } from '../plan/field';
import { PlanField } from '../plan/Plan';
import { navigate, watchPath } from '../router';
import { text } from '../text';
import { Eventually } from '../ui/Eventually';
import { troubleWords } from '../ui/trouble-words';
import { VisibilityField } from '../ui/VisibilityField';
import { FromLibrary } from './FromLibrary';
import { MoreChoices } from './MoreChoices';

const guestPicker = async () => (await import('../handshake/GuestPicker')).GuestPicker;
const browseVideos = async () => (await import('../videos/BrowseVideos')).BrowseVideos;

const POLICIES: readonly ConfirmationPolicy[] = ['off', 'everyone', 'majority'];

function policyOf(value: string): ConfirmationPolicy {
  return POLICIES.find((policy) => policy === value) ?? 'off';
}

/** One field, one button; the rest is optional, and what is rarely wanted is folded up. */
export function StartForm({ withCode }: { withCode?: string | undefined }) {
  const url = useSignal('');
  const title = useSignal('');
  const visibility = useSignal<Visibility>('public');
  const guests = useSignal<readonly string[]>([]);
  /** As chosen; else two people agree on every step, and more do not. */
  const chosen = useSignal<ConfirmationPolicy | null>(null);
  const confirmation = useComputed(() => chosen.value ?? (guests.value.length === 1 ? 'everyone' : 'off'));
  const whenReady = useSignal(false);
  const startsAt = useSignal('');
  const isSet = useComputed(
    () =>
      guests.value.length > 0 ||
      chosen.value !== null ||
      whenReady.value ||
      startsAt.value !== '' ||
      visibility.value !== 'public',
  );
  const name = useSignal(myName());
  const busy = useSignal(false);
  const trouble = useSignal<string | null>(null);

  const create = async (what: Pick<CreateSession, 'url' | 'video_id'>) => {
    busy.value = true;
    trouble.value = null;
    if (name.value.trim() !== '') keepName(name.value.trim());
    const session: CreateSession = { ...what, visibility: visibility.value };
    if (chosen.value !== null) session.confirmation = chosen.value;
    if (guests.value.length > 0) session.invite = [...guests.value];
    const planned = fromField(startsAt.value);
    if (planned !== null) session.starts_at = planned;
    if (whenReady.value) session.start = 'when_ready';
    if (title.value.trim() !== '') session.title = title.value.trim();
    try {
      const created = await asMe((token) => rest.createSession(token, session));
      navigate(watchPath(created.session.id));
    } catch (error) {
      trouble.value = troubleWords(error);
      busy.value = false;
    }
  };

  const submit = (event: Event) => {
    event.preventDefault();
    const link = url.value.trim();
    if (link === '') trouble.value = text.start.urlMissing;
    else void create({ url: link });
  };

  return (
    <form class="start card" onSubmit={submit} noValidate>
      <label class="field url-field">
        <span>{text.start.urlLabel}</span>
        <input
          type="url"
          maxLength={LINK_CHARS_MAX}
          inputMode="url"
          autocomplete="off"
          data-testid="url-input"
          placeholder={text.start.urlPlaceholder}
          value={url}
          aria-invalid={trouble.value !== null}
          aria-describedby="url-note"
          onInput={(event) => {
            url.value = event.currentTarget.value;
            trouble.value = null;
          }}
        />
      </label>
      <p
        id="url-note"
        class={trouble.value === null ? 'note' : 'note bad'}
        role="status"
        data-testid="url-note"
      >
        {trouble.value ?? text.start.urlHint}
      </p>
      <div class="start-row">
        <label class="field">
          <span>{text.start.name}</span>
          <input
            type="text"
            maxLength={64}
            autocomplete="nickname"
            data-testid="name-input"
            value={name}
            onInput={(event) => {
              name.value = event.currentTarget.value;
            }}
          />
        </label>
        <label class="field">
          <span>{text.start.title}</span>
          <input
            type="text"
            maxLength={100}
            autocomplete="off"
            data-testid="title-input"
            placeholder={text.start.titlePlaceholder}
            value={title}
            onInput={(event) => {
              title.value = event.currentTarget.value;
            }}
          />
        </label>
      </div>
      <div class="start-actions">
        <button type="submit" class="button primary large" data-testid="start" disabled={busy}>
          {busy.value ? text.start.starting : text.start.button}
        </button>
        <button
          type="button"
          class="button large"
          data-testid="try-sample"
          disabled={busy}
          onClick={() => void create({ video_id: 'sample' })}
        >
          {text.start.sample}
        </button>
        <FromLibrary
          disabled={busy.value}
          onPick={(video) => {
            if (title.value.trim() === '') title.value = video.title;
            void create({ url: video.url });
          }}
        />
        <Eventually load={browseVideos} props={{}} />
      </div>
      <MoreChoices isSet={isSet.value}>
        <Eventually load={guestPicker} props={{ guests, withCode }} />
        <label class="check">
          {text.start.confirmation}
          <select
            data-testid="confirmation"
            value={confirmation}
            onChange={(event) => {
              chosen.value = policyOf(event.currentTarget.value);
            }}
          >
            {POLICIES.map((policy) => (
              <option key={policy} value={policy}>
                {text.start.confirmationPolicies[policy]}
              </option>
            ))}
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            data-testid="when-ready"
            checked={whenReady}
            onChange={(event) => {
              whenReady.value = event.currentTarget.checked;
            }}
          />
          {text.start.whenReady}
        </label>
        <div class="check" title={text.plan.hint}>
          <span>{text.plan.label}</span>
          <PlanField
            value={startsAt.value}
            onValue={(value) => {
              startsAt.value = value;
            }}
          />
        </div>
        <VisibilityField
          value={visibility.value}
          onValue={(value) => {
            visibility.value = value;
          }}
        />
      </MoreChoices>
    </form>
  );
}

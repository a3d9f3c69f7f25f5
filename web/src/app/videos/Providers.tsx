import type { CatalogProvider } from '../../client';
import { videosText as words } from '../text-videos';

interface ProvidersProps {
  providers: readonly CatalogProvider[];
  chosen: string | null;
  onChoose: (provider: string | null) => void;
}

/** Whose videos are listed; nothing to choose where only one has any. */
export function Providers({ providers, chosen, onChoose }: ProvidersProps) {
  const ids = providers.map(({ id }) => id);
  if (chosen !== null && !ids.includes(chosen)) ids.push(chosen);
  if (chosen === null && ids.length < 2) return null;
  return (
    <fieldset class="video-providers">
      <legend class="note">{words.providers}</legend>
      {[null, ...ids].map((id) => (
        <button
          key={id}
          type="button"
          class="button"
          aria-pressed={id === chosen}
          data-testid="provider"
          data-provider={id}
          onClick={() => onChoose(id)}
        >
          {id === null ? words.everywhere : words.provider(id)}
        </button>
      ))}
    </fieldset>
  );
}

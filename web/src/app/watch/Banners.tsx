import { text } from '../text';
import type { Party } from './party';

/** What everybody should know about the server just now. */
export function Banners({ party }: { party: Party }) {
  const { connection, stopped } = party.view.value;
  const storage = party.storageTrouble.value;
  return (
    <div class="banners" role="status">
      {connection === 'reconnecting' && (
        <p class="banner" data-testid="banner-reconnecting">
          {text.trouble.reconnecting}
        </p>
      )}
      {party.away.value && (
        <p class="banner" data-testid="banner-away">
          {party.clock() === null ? text.away.notYet : text.away.playsOn}
        </p>
      )}
      {stopped === 'not_let_in' && (
        <p class="banner bad" data-testid="banner-stopped">
          {text.trouble.notLetIn}
        </p>
      )}
      {storage !== null && (
        <p class="banner bad" data-testid="banner-storage">
          {text.trouble.storage(storage)}
        </p>
      )}
    </div>
  );
}

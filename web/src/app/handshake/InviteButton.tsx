import { useSignal } from '@preact/signals';
import { text } from '../text';
import { Later } from '../ui/Later';
import type { Party } from '../watch/party';

const load = async () => (await import('./InviteDialog')).InviteDialog;

export function InviteButton({ party }: { party: Party }) {
  const open = useSignal(false);
  const why = party.whyNot('invite');
  return (
    <>
      <button
        type="button"
        class="button primary"
        data-testid="invite"
        disabled={why !== null}
        title={why ?? undefined}
        onClick={() => {
          open.value = true;
        }}
      >
        {text.handshake.invite}
      </button>
      {open.value && (
        <Later
          load={load}
          props={{
            party,
            onClose: () => {
              open.value = false;
            },
          }}
        />
      )}
    </>
  );
}

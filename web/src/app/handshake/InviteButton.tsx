import { useSignal } from '@preact/signals';
import { text } from '../text';
import { Later } from '../ui/Later';

const load = async () => (await import('./InviteDialog')).InviteDialog;

export function InviteButton({ session }: { session: string }) {
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        class="button primary"
        data-testid="invite"
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
            session,
            onClose: () => {
              open.value = false;
            },
          }}
        />
      )}
    </>
  );
}

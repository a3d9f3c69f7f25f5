import { useSignal } from '@preact/signals';
import { text } from '../text';
import { InviteDialog } from './InviteDialog';

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
        <InviteDialog
          session={session}
          onClose={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
}

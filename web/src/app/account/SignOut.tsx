import { useSignal } from '@preact/signals';
import { signOut, whoWasHere } from '../identity';
import { accountText as words } from '../text-account';
import { Dialog } from '../ui/Dialog';
import { useAsking } from './asking';
import { Outcome } from './Outcome';

/** Leaves this browser; who has no way back is asked first. */
export function SignOut({ hasWay }: { hasWay: boolean }) {
  const asked = useSignal(false);
  const asking = useAsking();
  const before = whoWasHere();
  const leave = () =>
    asking.run(async () => {
      await signOut();
      // A page from before may still hold what was somebody else's.
      location.assign('/');
    });
  return (
    <section class="account-part">
      <p class="note">{before === null ? words.signOutNobody : words.signOutBack(before)}</p>
      <button
        type="button"
        class="button danger"
        data-testid="sign-out"
        disabled={asking.busy}
        onClick={() => {
          if (hasWay) void leave();
          else asked.value = true;
        }}
      >
        {words.signOut}
      </button>
      <Outcome of={asking} testId="sign-out-note" />
      {asked.value && (
        <Dialog
          title={words.noWayBack.title}
          onClose={() => {
            asked.value = false;
          }}
        >
          <p data-testid="no-way-back">{words.noWayBack.body}</p>
          <form method="dialog" class="actions">
            <button type="submit" class="button primary" data-testid="stay">
              {words.noWayBack.stay}
            </button>
            <button
              type="submit"
              class="button danger solid"
              data-testid="lose-guest"
              onClick={() => void leave()}
            >
              {words.noWayBack.signOut}
            </button>
          </form>
        </Dialog>
      )}
    </section>
  );
}

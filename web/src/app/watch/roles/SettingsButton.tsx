import { useSignal } from '@preact/signals';
import { text } from '../../text';
import { Later } from '../../ui/Later';
import type { Party } from '../party';

const load = async () => (await import('./SettingsDialog')).SettingsDialog;

export function SettingsButton({ party }: { party: Party }) {
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={party.away.value}
        title={party.away.value ? text.away.controls : undefined}
        data-testid="settings"
        onClick={() => {
          open.value = true;
        }}
      >
        {text.settings.open}
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

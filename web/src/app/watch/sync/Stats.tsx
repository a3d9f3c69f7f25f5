import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { text } from '../../text';
import { toast } from '../../toasts';
import type { Party } from '../party';

interface StatsProps {
  party: Party;
  onClose: () => void;
}

/** The stats; few ever open them, so their code is fetched when somebody does. */
export function Stats({ party, onClose }: StatsProps) {
  const loaded = useSignal<{ dialog: ComponentType<StatsProps> } | null>(null);
  useEffect(() => {
    import('./StatsDialog').then(
      ({ StatsDialog }) => {
        loaded.value = { dialog: StatsDialog };
      },
      () => {
        toast(text.trouble.unreachable, 'trouble');
        onClose();
      },
    );
  }, []);
  if (loaded.value === null) return null;
  const { dialog: Loaded } = loaded.value;
  return <Loaded party={party} onClose={onClose} />;
}

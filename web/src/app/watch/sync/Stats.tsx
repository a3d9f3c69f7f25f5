import { Later } from '../../ui/Later';
import type { Party } from '../party';

interface StatsProps {
  party: Party;
  onClose: () => void;
}

export function Stats(props: StatsProps) {
  return <Later load={async () => (await import('./StatsDialog')).StatsDialog} props={props} />;
}

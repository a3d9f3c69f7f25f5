import { text } from '../../text';
import { Eventually } from '../../ui/Eventually';
import type { Party } from '../party';

const panel = async () => (await import('./Predictions')).Predictions;

/** Fetches the tab's code, once nothing is more urgent: it is there then whatever becomes of the connection. */
export function fetchPredictionsTab(): void {
  // Where that fails, opening the tab tries again.
  panel().catch(() => {});
}

/** The tab of the predictions. */
export function PredictionsTab({ party }: { party: Party }) {
  return <Eventually load={panel} props={{ party }} failed={text.trouble.unreachable} />;
}

import { text } from '../../text';
import { Eventually } from '../../ui/Eventually';
import type { Party } from '../party';

const panel = async () => (await import('./QueuePanel')).QueuePanel;

/** Fetches the tab's code, once nothing is more urgent: it is there then whatever becomes of the connection. */
export function fetchQueueTab(): void {
  // Where that fails, opening the tab tries again.
  panel().catch(() => {});
}

/** The tab of the queue. */
export function QueueTab({ party }: { party: Party }) {
  return <Eventually load={panel} props={{ party }} failed={text.queue.failed} />;
}

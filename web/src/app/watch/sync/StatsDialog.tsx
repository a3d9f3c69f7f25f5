import '../../styles/stats.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../../text';
import { statsText } from '../../text-stats';
import { Dialog } from '../../ui/Dialog';
import type { Party } from '../party';
import { readFacts } from './read-facts';
import { type Group, groupsOf, plainOf } from './stats-report';

const REFRESH_MS = 500;
const COPIED_MS = 2_500;

/** What this page sees, for whoever looks for the cause of something. */
export function StatsDialog({ party, onClose }: { party: Party; onClose: () => void }) {
  const facts = useSignal(readFacts(party));
  useEffect(() => {
    const timer = setInterval(() => {
      facts.value = readFacts(party);
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [party]);
  const plain = () => {
    const now = readFacts(party);
    return plainOf(groupsOf(now), now.atMs);
  };
  return (
    <Dialog title={statsText.title} class="stats" onClose={onClose}>
      <p class="note">{statsText.intro}</p>
      <div class="stats-groups" data-testid="stats">
        <div class="stats-columns">
          {groupsOf(facts.value).map((group) => (
            <StatsGroup key={group.title} group={group} />
          ))}
        </div>
      </div>
      <form method="dialog" class="actions">
        <CopyStats plain={plain} />
        <button type="submit" class="button">
          {text.close}
        </button>
      </form>
    </Dialog>
  );
}

function StatsGroup({ group: { title, rows } }: { group: Group }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Where the browser gives no clipboard (a page over http), the text is there to be copied by hand. */
function CopyStats({ plain }: { plain: () => string }) {
  const copied = useSignal(false);
  const byHand = useSignal<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.select(), [byHand.value]);
  const copy = async () => {
    const report = plain();
    try {
      await navigator.clipboard.writeText(report);
    } catch {
      byHand.value = report;
      return;
    }
    copied.value = true;
    setTimeout(() => {
      copied.value = false;
    }, COPIED_MS);
  };
  return (
    <>
      {byHand.value !== null && (
        <label class="field stats-by-hand">
          {statsText.byHand}
          <textarea ref={area} readOnly rows={5} value={byHand.value} data-testid="stats-text" />
        </label>
      )}
      <button type="button" class="button primary" data-testid="copy-stats" onClick={() => void copy()}>
        <span aria-live="polite">{copied.value ? statsText.copied : statsText.copy}</span>
      </button>
    </>
  );
}

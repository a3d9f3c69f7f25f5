import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { text } from '../text';
import { Activity } from './Activity';
import { Chat } from './chat/Chat';
import { People } from './People';
import type { PanelTab, Party } from './party';
import { fetchPredictionsTab, PredictionsTab } from './predictions/PredictionsTab';
import { fetchQueueTab, QueueTab } from './queue/QueueTab';

interface Tab {
  name: PanelTab;
  Body: FunctionComponent<{ party: Party }>;
  /** A number beside the name, while there is something to count. */
  count?: (party: Party) => number | null;
}

const TABS: readonly Tab[] = [
  { name: 'chat', Body: Chat, count: (party) => party.chat.unread.value || null },
  { name: 'people', Body: People, count: (party) => party.view.value.session.present },
  { name: 'queue', Body: QueueTab, count: (party) => party.view.value.queue.items.length || null },
  { name: 'predictions', Body: PredictionsTab, count: (party) => party.predictions.waiting.value },
  { name: 'activity', Body: Activity },
];

export function SidePanel({ party }: { party: Party }) {
  const open = party.tab;
  useEffect(() => {
    fetchQueueTab();
    fetchPredictionsTab();
  }, []);
  return (
    <aside class="panel card" aria-label={text.watch.panel}>
      <div class="tabs" role="tablist">
        {TABS.map(({ name, count }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={open.value === name}
            aria-controls="panel-body"
            data-testid={`tab-${name}`}
            onClick={() => {
              open.value = name;
            }}
          >
            {text.watch[name]}
            <Count of={count?.(party) ?? null} />
          </button>
        ))}
      </div>
      <div
        class={`panel-body ${open.value}`}
        id="panel-body"
        role="tabpanel"
        aria-labelledby={`tab-${open.value}`}
      >
        {TABS.map(({ name, Body }) => name === open.value && <Body key={name} party={party} />)}
      </div>
    </aside>
  );
}

function Count({ of }: { of: number | null }) {
  return of === null ? null : <span class="count">{of}</span>;
}

import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { text } from '../text';
import { Activity } from './Activity';
import { People } from './People';
import type { Party } from './party';
import { Predictions } from './predictions/Predictions';

interface Tab {
  name: 'people' | 'activity' | 'predictions';
  Body: FunctionComponent<{ party: Party }>;
  /** A number beside the name, while there is something to count. */
  count?: (party: Party) => number | null;
}

const TABS: readonly Tab[] = [
  { name: 'people', Body: People, count: (party) => party.view.value.session.present },
  { name: 'activity', Body: Activity },
  { name: 'predictions', Body: Predictions, count: (party) => party.predictions.waiting.value },
];

export function SidePanel({ party }: { party: Party }) {
  const open = useSignal<Tab['name']>('people');
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
      <div class="panel-body" id="panel-body" role="tabpanel" aria-labelledby={`tab-${open.value}`}>
        {TABS.map(({ name, Body }) => name === open.value && <Body key={name} party={party} />)}
      </div>
    </aside>
  );
}

function Count({ of }: { of: number | null }) {
  return of === null ? null : <span class="count">{of}</span>;
}

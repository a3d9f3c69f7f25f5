import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { text } from '../text';
import { type Notes, WriteNote } from './notes';
import { ReplayActivity } from './ReplayActivity';
import { ReplayPeople } from './ReplayPeople';
import type { Showing } from './showing';

interface Tab {
  name: keyof typeof text.replay.tabs;
  Body: FunctionComponent<{ showing: Showing; notes: Notes | null }>;
  /** A number beside the name. */
  count?: (showing: Showing) => number;
}

const TABS: readonly Tab[] = [
  { name: 'activity', Body: ReplayActivity },
  { name: 'people', Body: ReplayPeople, count: (showing) => showing.present.value.size },
];

/** What goes beside the video of a replay. */
export function ReplayPanel({ showing, notes }: { showing: Showing; notes: Notes | null }) {
  const open = useSignal<Tab['name']>('activity');
  return (
    <aside class="panel card replay-panel" aria-label={text.replay.panel}>
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
            {text.replay.tabs[name]}
            {count !== undefined && <Count of={() => count(showing)} />}
          </button>
        ))}
      </div>
      <div class="panel-body" id="panel-body" role="tabpanel" aria-labelledby={`tab-${open.value}`}>
        {TABS.map(
          ({ name, Body }) => name === open.value && <Body key={name} showing={showing} notes={notes} />,
        )}
      </div>
      {notes !== null && <WriteNote showing={showing} notes={notes} />}
    </aside>
  );
}

function Count({ of }: { of: () => number }) {
  return (
    <span class="count" data-testid="count">
      {of()}
    </span>
  );
}

import { useSignal } from '@preact/signals';
import { OFFSET_MAX_MS, type SyncEngine } from '../../client';
import { text } from '../text';

const STEP_MS = 10;

/** Moves this device against the others: what a speaker or a screen adds cannot be measured from here. */
export function OffsetRow({ engine }: { engine: SyncEngine }) {
  const offset = useSignal(engine.offsetMs);
  const onInput = (event: InputEvent & { currentTarget: HTMLInputElement }) => {
    engine.moveBy(event.currentTarget.valueAsNumber);
    offset.value = engine.offsetMs;
  };
  return (
    <div class="sync-offset" title={text.sync.offsetWhy}>
      <dt>
        <label for="sync-offset">{text.sync.offset}</label>
      </dt>
      <dd>
        <input
          id="sync-offset"
          type="range"
          min={-OFFSET_MAX_MS}
          max={OFFSET_MAX_MS}
          step={STEP_MS}
          value={offset.value}
          aria-valuetext={`${offset.value} ms`}
          data-testid="sync-offset"
          onInput={onInput}
        />
        <output for="sync-offset">{`${offset.value} ms`}</output>
      </dd>
    </div>
  );
}

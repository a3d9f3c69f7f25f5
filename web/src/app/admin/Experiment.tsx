import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import {
  Admin,
  type ExperimentDefinition,
  type ExperimentDetail,
  type ExperimentEntry,
  type ExperimentMetricReading,
  type ExperimentReading,
} from '../../client';
import { useAsking } from '../account/asking';
import { Outcome } from '../account/Outcome';
import { formatAgo } from '../format';
import { asMe, rest } from '../identity';
import { defineText } from '../text-define';
import { experimentsText as words } from '../text-experiments';
import { troubleWords } from '../ui/trouble-words';
import { FanGraph } from './FanGraph';
import { pointsOf } from './fan';

const admin = new Admin(rest);

interface ExperimentProps {
  entry: ExperimentEntry;
  onChange: () => Promise<void>;
  /** Somebody wants to define it anew. */
  onDefine: (definition: ExperimentDefinition) => void;
}

/** An experiment: its sentence, its curve, and its numbers. */
export function Experiment({ entry, onChange, onDefine }: ExperimentProps) {
  const { key, about, state, phase } = entry;
  const detail = useSignal<ExperimentDetail | null>(null);
  const failed = useSignal<string | null>(null);
  useEffect(() => {
    let isOld = false;
    asMe((token) => admin.experiment(token, key)).then(
      (found) => {
        if (isOld) return;
        detail.value = found;
        failed.value = null;
      },
      (error: unknown) => {
        if (!isOld) failed.value = troubleWords(error);
      },
    );
    return () => {
      isOld = true;
    };
  }, [entry]);
  return (
    <section
      class="account-part card"
      aria-label={key}
      data-testid="experiment"
      data-key={key}
      data-state={state}
    >
      <h2>
        {key} <span class={state === 'running' ? 'badge live' : 'badge'}>{words.state[state]}</span>
      </h2>
      {about !== '' && <p>{about}</p>}
      <p class="note">
        {words.phase(phase)} {when(entry)}
      </p>
      {failed.value !== null && (
        <p class="note bad" role="status">
          {words.loadFailed} {failed.value}
        </p>
      )}
      {detail.value?.reading && <Reading detail={detail.value} reading={detail.value.reading} />}
      <Change entry={entry} onChange={onChange}>
        {state !== 'running' && detail.value !== null && failed.value === null && (
          <DefineAnew definition={detail.value.definition} onDefine={onDefine} />
        )}
      </Change>
    </section>
  );
}

function when({ state, started_at, stopped_at }: ExperimentEntry): string {
  const ago = (at: string) => formatAgo(Date.parse(at), Date.now());
  if (state === 'stopped' && stopped_at !== null) return words.over(ago(stopped_at));
  return started_at === null ? '' : words.begun(ago(started_at));
}

function DefineAnew({
  definition,
  onDefine,
}: { definition: ExperimentDefinition } & Pick<ExperimentProps, 'onDefine'>) {
  return (
    <button
      type="button"
      class="button"
      aria-label={defineText.changeLabel(definition.key)}
      data-testid="define-anew"
      onClick={() => onDefine(definition)}
    >
      {defineText.change}
    </button>
  );
}

function Change({
  entry,
  onChange,
  children,
}: Omit<ExperimentProps, 'onDefine'> & { children: ComponentChildren }) {
  const asking = useAsking();
  const { key } = entry;
  const isRunning = entry.state === 'running';
  const change = () =>
    asking.run(async () => {
      await asMe((token) => admin.changeExperiment(token, key, isRunning ? 'stop' : 'start'));
      await onChange();
      return isRunning ? words.stopped : words.started;
    });
  return (
    <div class="experiment-change">
      <button
        type="button"
        class="button"
        aria-label={isRunning ? words.stopLabel(key) : words.startLabel(key)}
        data-testid="change-experiment"
        disabled={asking.busy}
        onClick={() => void change()}
      >
        {isRunning ? words.stop : words.start}
      </button>
      {children}
      <Outcome of={asking} testId="experiment-note" />
    </div>
  );
}

/** Until when its curve goes: one that has stopped says nothing more. When an earlier phase stopped is not told. */
function endOf({ experiment, over_time }: ExperimentDetail): number | null {
  const { state, stopped_at } = experiment;
  // This browser's clock may stand behind the server's.
  if (state === 'running') return Math.max(Date.now(), ...over_time.map(({ at }) => Date.parse(at)));
  return state === 'stopped' && stopped_at !== null ? Date.parse(stopped_at) : null;
}

function Reading({ detail, reading }: { detail: ExperimentDetail; reading: ExperimentReading }) {
  const { definition } = detail;
  return (
    <>
      <p class="experiment-verdict" data-testid="verdict" data-code={reading.verdict.code}>
        {words.verdict(reading.verdict, reading.metrics[0]?.name ?? '', definition.unit)}
      </p>
      <Health reading={reading} />
      <Curves detail={detail} reading={reading} />
      <Arms detail={detail} reading={reading} />
    </>
  );
}

/** How each other arm has stood against the control, in one of the metrics. */
function Curves({ detail, reading }: { detail: ExperimentDetail; reading: ExperimentReading }) {
  const chosen = useSignal<string | null>(null);
  const [deciding] = reading.metrics;
  const metric = reading.metrics.find(({ name }) => name === chosen.value) ?? deciding;
  if (metric === undefined) return null;
  const end = endOf(detail);
  const guardrail = metric === deciding ? null : metric.name;
  return (
    <>
      {reading.metrics.length > 1 && (
        <label class="experiment-metric">
          {words.curveOf}
          <select
            class="plain-input"
            data-testid="curve-of"
            value={metric.name}
            onChange={(event) => {
              chosen.value = event.currentTarget.value;
            }}
          >
            {reading.metrics.map((one) => (
              <option key={one.name} value={one.name}>
                {metricWords(one, one === deciding)}
              </option>
            ))}
          </select>
        </label>
      )}
      {reading.arms.slice(1).map(({ name }) => {
        const effect = metric.effects.find(({ arm }) => arm === name);
        const now = end === null || effect === undefined ? null : { at: end, effect };
        const points = pointsOf({ arm: name, guardrail }, detail.over_time, now);
        return <FanGraph key={name} arm={name} metric={metric.name} points={points} />;
      })}
    </>
  );
}

function metricWords({ name }: ExperimentMetricReading, decides: boolean): string {
  return decides ? name : words.guardrail(name);
}

function Health({ reading: { health } }: { reading: ExperimentReading }) {
  return (
    <p class="experiment-badges" data-testid="health">
      {health.problems.length === 0 && <span class="badge">{words.sound}</span>}
      {health.problems.map((problem) => (
        <span key={problem} class="badge bad">
          {words.problems[problem]}
        </span>
      ))}
      {health.mixed > 0 && <span class="badge">{words.mixed(health.mixed)}</span>}
      {health.overridden > 0 && <span class="badge">{words.overridden(health.overridden)}</span>}
    </p>
  );
}

function Arms({ detail, reading }: { detail: ExperimentDetail; reading: ExperimentReading }) {
  const { definition } = detail;
  const size = words.size(definition.unit);
  const titles = reading.metrics.map((metric, index) => metricWords(metric, index === 0));
  return (
    <table class="experiment-table" aria-label={words.arms(definition.key)}>
      <thead>
        <tr>
          {[words.arm, size, words.delivered, ...titles].map((title) => (
            <th scope="col" key={title}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {reading.arms.map((arm, index) => (
          <tr key={arm.name} data-testid="arm">
            <th scope="row">
              {arm.name} {index === 0 && <span class="note">{words.control}</span>}
            </th>
            <Cell title={size}>{arm.units}</Cell>
            <Cell title={words.delivered}>{words.percent(arm.delivered, arm.units)}</Cell>
            {reading.metrics.map((metric, place) => (
              <Cell key={metric.name} title={titles[place] ?? metric.name}>
                <Value metric={metric} arm={arm.name} ratio={metric.ratios[index] ?? null} />
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Its title is there where the head of the table is not: on a narrow screen, where the rows are stacked. */
function Cell({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <td>
      <span class="cell-title">{title}</span>
      <span>{children}</span>
    </td>
  );
}

function Value({
  metric,
  arm,
  ratio,
}: {
  metric: ExperimentMetricReading;
  arm: string;
  ratio: number | null;
}) {
  const effect = metric.effects.find((one) => one.arm === arm);
  return (
    <>
      {ratio === null ? words.unmeasured : words.figure(ratio)}
      {effect !== undefined && <span class="note"> {words.by(effect)}</span>}
      {metric.alike.includes(arm) && <span class="note"> {words.alike}</span>}
    </>
  );
}

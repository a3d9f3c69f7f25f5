import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Admin, type ExperimentDetail, type ExperimentEntry, type ExperimentReading } from '../../client';
import { useAsking } from '../account/asking';
import { Outcome } from '../account/Outcome';
import { formatAgo } from '../format';
import { asMe, rest } from '../identity';
import { experimentsText as words } from '../text-experiments';
import { troubleWords } from '../ui/trouble-words';
import { FanGraph } from './FanGraph';
import { pointsOf } from './fan';

const admin = new Admin(rest);

/** An experiment: its sentence, its curve, and its numbers. */
export function Experiment({ entry, onChange }: { entry: ExperimentEntry; onChange: () => Promise<void> }) {
  const { key, about, state, phase } = entry;
  const detail = useSignal<ExperimentDetail | null>(null);
  const failed = useSignal<string | null>(null);
  const load = async () => {
    try {
      detail.value = await asMe((token) => admin.experiment(token, key));
      failed.value = null;
    } catch (error) {
      failed.value = troubleWords(error);
    }
  };
  useEffect(() => void load(), [entry]);
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
      <Change entry={entry} onChange={onChange} />
    </section>
  );
}

function when({ state, started_at, stopped_at }: ExperimentEntry): string {
  const ago = (at: string) => formatAgo(Date.parse(at), Date.now());
  if (state === 'stopped' && stopped_at !== null) return words.over(ago(stopped_at));
  return started_at === null ? '' : words.begun(ago(started_at));
}

function Change({ entry, onChange }: { entry: ExperimentEntry; onChange: () => Promise<void> }) {
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
  const { definition, over_time } = detail;
  const metric = reading.metrics[0];
  const end = endOf(detail);
  return (
    <>
      <p class="experiment-verdict" data-testid="verdict" data-code={reading.verdict.code}>
        {words.verdict(reading.verdict, metric?.name ?? '', definition.unit)}
      </p>
      <Health reading={reading} />
      {metric?.effects.map((effect) => (
        <FanGraph
          key={effect.arm}
          arm={effect.arm}
          metric={metric.name}
          points={pointsOf(effect.arm, over_time, end === null ? null : { at: end, effect })}
        />
      ))}
      <Arms detail={detail} reading={reading} />
    </>
  );
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
  return (
    <div class="experiment-table">
      <table aria-label={words.arms(definition.key)}>
        <thead>
          <tr>
            <th scope="col">{words.arm}</th>
            <th scope="col">{words.size(definition.unit)}</th>
            <th scope="col">{words.delivered}</th>
            {reading.metrics.map((metric, index) => (
              <th scope="col" key={metric.name}>
                {index === 0 ? metric.name : words.guardrail(metric.name)}
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
              <td>{arm.units}</td>
              <td>{words.percent(arm.delivered, arm.units)}</td>
              {reading.metrics.map((metric) => {
                const ratio = metric.ratios[index];
                const effect = metric.effects.find((one) => one.arm === arm.name);
                return (
                  <td key={metric.name}>
                    {ratio == null ? words.unmeasured : words.figure(ratio)}
                    {effect !== undefined && <span class="note"> {words.by(effect)}</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

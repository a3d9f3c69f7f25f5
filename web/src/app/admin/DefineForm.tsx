/** Defining an experiment. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Admin, type ExperimentDefinition } from '../../client';
import { useAsking } from '../account/asking';
import { asMe, rest } from '../identity';
import { text } from '../text';
import { defineText as words } from '../text-define';
import {
  ABOUT_CHARS_MAX,
  ARMS_MAX,
  ARMS_MIN,
  type DefinitionInput,
  type Flaws,
  GUARDRAILS_MAX,
  isFlawed,
  KNOWN_METRICS,
  type MetricInput,
  ofUnit,
  read,
} from './definition';
import { Choice, Group, Input } from './fields';

const admin = new Admin(rest);
const METRICS_ID = 'define-known-metrics';
const NONE: Flaws = new Map();

interface DefineFormProps {
  begin: DefinitionInput;
  /** The definition that is changed, with what the form has no fields for. */
  changes: ExperimentDefinition | null;
  /** Keys that are taken. */
  known: readonly string[];
  onSaved: (key: string) => Promise<void>;
  onCancel: () => void;
}

export function DefineForm({ begin, changes, known, onSaved, onCancel }: DefineFormProps) {
  const input = useSignal(begin);
  const flaws = useSignal<Flaws>(NONE);
  const asking = useAsking();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input:not(:read-only)')?.focus(), []);
  const set = (part: Partial<DefinitionInput>) => {
    input.value = { ...input.value, ...part };
    // What is being mended is looked at again at once; what nobody has sent yet is not found fault with.
    if (flaws.value.size > 0) {
      const now = read(input.value);
      flaws.value = isFlawed(now) ? now : NONE;
    }
  };
  const save = () =>
    asking.run(async () => {
      const definition = read(input.value);
      flaws.value = isFlawed(definition) ? definition : NONE;
      if (isFlawed(definition)) {
        showFirst(form.current, definition);
        return;
      }
      const overrides = changes?.overrides ?? {};
      await asMe((token) => admin.defineExperiment(token, { ...definition, overrides }));
      await onSaved(definition.key);
    });
  const { key } = input.value;
  const isKnown = changes === null && known.includes(key.trim());
  return (
    <form
      ref={form}
      class="define card"
      aria-label={changes === null ? words.title : words.changeTitle(changes.key)}
      data-testid="define-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{changes === null ? words.title : words.changeTitle(changes.key)}</h2>
      <Input
        label={words.key}
        field="key"
        flaws={flaws.value}
        value={key}
        readOnly={changes !== null}
        hint={isKnown ? words.known(key.trim()) : words.keyHint}
        onValue={(next) => set({ key: next })}
      />
      <Input
        label={words.about}
        field="about"
        flaws={flaws.value}
        value={input.value.about}
        maxLength={ABOUT_CHARS_MAX}
        hint={words.aboutHint}
        onValue={(about) => set({ about })}
      />
      <Choice
        label={words.unit}
        field="unit"
        value={input.value.unit}
        of={words.units}
        onValue={(unit) => set(ofUnit(input.value, unit))}
      />
      <Arms input={input} flaws={flaws.value} set={set} />
      <datalist id={METRICS_ID}>
        {KNOWN_METRICS.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Group title={words.metric} hint={words.metricHint}>
        <Metric
          field="metric"
          label={words.metricName}
          flaws={flaws.value}
          value={input.value.metric}
          onValue={(metric) => set({ metric })}
        />
      </Group>
      <Guardrails input={input} flaws={flaws.value} set={set} />
      <Share input={input} flaws={flaws.value} set={set} />
      {flaws.value.size > 0 && (
        <p class="note bad" role="alert" data-testid="define-flaws">
          {words.flawed(flaws.value.size)}
        </p>
      )}
      {asking.note.value !== null && (
        <p class="note bad" role="alert" data-testid="define-trouble">
          {asking.note.value.words}
        </p>
      )}
      <div class="experiment-change">
        <button type="submit" class="button primary" data-testid="define-save" disabled={asking.busy}>
          {words.save}
        </button>
        <button type="button" class="button" onClick={onCancel}>
          {text.cancel}
        </button>
      </div>
    </form>
  );
}

/** Leads to the first field that is wrong, also where it is folded away. */
function showFirst(form: HTMLFormElement | null, flaws: Flaws): void {
  const fields = [...(form?.querySelectorAll('input') ?? [])];
  const first = fields.find((one) => flaws.has(one.name));
  const folded = first?.closest('details');
  if (folded) folded.open = true;
  first?.focus();
}

interface PartProps {
  input: Signal<DefinitionInput>;
  flaws: Flaws;
  set: (part: Partial<DefinitionInput>) => void;
}

function Arms({ input, flaws, set }: PartProps) {
  const { arms, unit } = input.value;
  const change = (at: number, part: Partial<(typeof arms)[number]>) =>
    set({ arms: arms.map((arm, index) => (index === at ? { ...arm, ...part } : arm)) });
  return (
    <Group title={words.arms} hint={words.armsHint[unit]}>
      {arms.map((arm, at) => (
        <div class="define-row" key={at} data-testid="define-arm">
          <Input
            label={at === 0 ? `${words.armName(1)} (${words.control})` : words.armName(at + 1)}
            field={`arm.${at}.name`}
            flaws={flaws}
            value={arm.name}
            onValue={(name) => change(at, { name })}
          />
          <Input
            label={words.armWeight(at + 1)}
            field={`arm.${at}.weight`}
            flaws={flaws}
            value={arm.weight}
            numeric
            maxLength={4}
            onValue={(weight) => change(at, { weight })}
          />
          {arms.length > ARMS_MIN && (
            <Remove
              label={words.removeArm(at + 1)}
              onRemove={() => {
                set({ arms: arms.filter((_, index) => index !== at) });
                focusLater('add-arm');
              }}
            />
          )}
        </div>
      ))}
      {arms.length < ARMS_MAX && (
        <button
          id="define-add-arm"
          type="button"
          class="linklike"
          data-testid="define-add-arm"
          onClick={() => {
            set({ arms: [...arms, { name: '', weight: '1' }] });
            focusLater(`arm.${arms.length}.name`);
          }}
        >
          {words.addArm}
        </button>
      )}
    </Group>
  );
}

function Guardrails({ input, flaws, set }: PartProps) {
  const { guardrails } = input.value;
  const fresh: MetricInput = { name: '', better: 'more', per: 'denominator' };
  return (
    <Group title={words.guardrails}>
      {guardrails.map((guardrail, at) => (
        <div class="define-guardrail" key={at} data-testid="define-guardrail">
          <Metric
            field={`guardrail.${at}`}
            label={words.guardrail(at + 1)}
            flaws={flaws}
            value={guardrail}
            onValue={(next) =>
              set({ guardrails: guardrails.map((one, index) => (index === at ? next : one)) })
            }
          />
          <Remove
            label={words.removeGuardrail(at + 1)}
            onRemove={() => {
              set({ guardrails: guardrails.filter((_, index) => index !== at) });
              focusLater('add-guardrail');
            }}
          />
        </div>
      ))}
      {guardrails.length < GUARDRAILS_MAX && (
        <button
          id="define-add-guardrail"
          type="button"
          class="linklike"
          data-testid="define-add-guardrail"
          onClick={() => {
            set({ guardrails: [...guardrails, fresh] });
            focusLater(`guardrail.${guardrails.length}.name`);
          }}
        >
          {words.addGuardrail}
        </button>
      )}
    </Group>
  );
}

/** What was pressed may be gone, and what comes in its place is not there yet. */
function focusLater(field: string): void {
  requestAnimationFrame(() => document.getElementById(`define-${field}`)?.focus());
}

function Remove({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button type="button" class="button icon-button" aria-label={label} title={label} onClick={onRemove}>
      ×
    </button>
  );
}

interface MetricProps {
  field: string;
  label: string;
  flaws: Flaws;
  value: MetricInput;
  onValue: (value: MetricInput) => void;
}

function Metric({ field, label, flaws, value, onValue }: MetricProps) {
  return (
    <div class="define-row">
      <Input
        label={label}
        field={`${field}.name`}
        flaws={flaws}
        value={value.name}
        list={METRICS_ID}
        onValue={(name) => onValue({ ...value, name })}
      />
      <Choice
        label={words.better}
        field={`${field}.better`}
        value={value.better}
        of={words.betters}
        onValue={(better) => onValue({ ...value, better })}
      />
      <Choice
        label={words.per}
        field={`${field}.per`}
        value={value.per}
        of={words.pers}
        onValue={(per) => onValue({ ...value, per })}
      />
    </div>
  );
}

function Share({ input, flaws, set }: PartProps) {
  const { traffic, holdout, planned, layer, from, to } = input.value;
  const numeric = { flaws, numeric: true, maxLength: 8 };
  return (
    <details class="define-more">
      <summary data-testid="define-more">{words.more}</summary>
      <div class="define-fields">
        <Input
          {...numeric}
          label={words.traffic}
          field="traffic_percent"
          value={traffic}
          onValue={(next) => set({ traffic: next })}
        />
        <Input
          {...numeric}
          label={words.holdout}
          field="holdout_percent"
          value={holdout}
          onValue={(next) => set({ holdout: next })}
        />
        <Input
          {...numeric}
          label={words.planned}
          field="planned_units"
          value={planned}
          hint={words.plannedHint}
          onValue={(next) => set({ planned: next })}
        />
        <Input
          label={words.layer}
          field="layer.name"
          flaws={flaws}
          value={layer}
          hint={words.layerHint}
          onValue={(next) => set({ layer: next })}
        />
        {layer.trim() !== '' && (
          <div class="define-row">
            <Input
              {...numeric}
              label={words.from}
              field="layer.from_percent"
              value={from}
              onValue={(next) => set({ from: next })}
            />
            <Input
              {...numeric}
              label={words.to}
              field="layer.to_percent"
              value={to}
              onValue={(next) => set({ to: next })}
            />
          </div>
        )}
      </div>
    </details>
  );
}

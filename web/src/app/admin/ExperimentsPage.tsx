import '../styles/account.css';
import '../styles/experiments.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Admin, type ExperimentDefinition } from '../../client';
import { rest } from '../identity';
import { defineText } from '../text-define';
import { experimentsText as words } from '../text-experiments';
import { Header } from '../ui/Header';
import { DefineForm } from './DefineForm';
import { blank, written } from './definition';
import { Experiment } from './Experiment';
import { useShown } from './shown';

const LOOK_EVERY_MS = 60_000;
const admin = new Admin(rest);

/** What the experiments of this server say, for who looks after it. */
export function ExperimentsPage() {
  const { what, failed, load } = useShown(words.title, LOOK_EVERY_MS, (token) => admin.experiments(token));
  const experiments = what.value?.experiments;
  /** What is being defined: something new, or one that is there anew. */
  const defining = useSignal<'new' | ExperimentDefinition | null>(null);
  const saved = useSignal<string | null>(null);
  const define = (what: 'new' | ExperimentDefinition) => {
    defining.value = what;
    saved.value = null;
  };
  const onSaved = async (key: string) => {
    await load();
    defining.value = null;
    saved.value = defineText.saved(key);
  };
  const { value: begun } = defining;
  // When the form goes, whoever was in it goes on where it can be opened again.
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (begun === null && wasOpen.current) opener.current?.focus();
    wasOpen.current = begun !== null;
  }, [begun]);
  const changes = begun === 'new' ? null : begun;
  return (
    <div class="page">
      <Header />
      <main class="account">
        <h1>{words.title}</h1>
        <p class="note">{words.what}</p>
        {failed.value !== null && (
          <p class="note bad" role="status" data-testid="experiments-failed">
            {words.loadFailed} {failed.value}
          </p>
        )}
        {experiments !== undefined && begun === null && (
          <button
            ref={opener}
            type="button"
            class="button define-open"
            data-testid="define"
            onClick={() => define('new')}
          >
            {defineText.open}
          </button>
        )}
        <p class="note" role="status" data-testid="defined">
          {saved.value}
        </p>
        {begun !== null && (
          <DefineForm
            key={changes?.key ?? ''}
            begin={changes === null ? blank() : written(changes)}
            changes={changes}
            known={experiments?.map(({ key }) => key) ?? []}
            onSaved={onSaved}
            onCancel={() => {
              defining.value = null;
            }}
          />
        )}
        {experiments?.length === 0 && (
          <p data-testid="no-experiments">
            {words.none} <code>{words.define}</code>
          </p>
        )}
        {experiments?.map((entry) => (
          <Experiment key={entry.key} entry={entry} onChange={load} onDefine={define} />
        ))}
      </main>
    </div>
  );
}

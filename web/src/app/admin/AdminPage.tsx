import '../styles/account.css';
import { Admin, type WorkerEntry } from '../../client';
import { useAsking } from '../account/asking';
import { Outcome } from '../account/Outcome';
import { formatAgo, formatDuration, formatWhen } from '../format';
import { asMe, rest } from '../identity';
import { EXPERIMENTS_PATH } from '../router';
import { adminText as words } from '../text-admin';
import { Header } from '../ui/Header';
import { Link } from '../ui/Link';
import { ProvidersPart } from './ProvidersPart';
import { useShown } from './shown';

const LOOK_EVERY_MS = 3_000;
const admin = new Admin(rest);

/** What goes on behind the scenes, for who looks after the server. */
export function AdminPage() {
  const { what, failed, load } = useShown(words.title, LOOK_EVERY_MS, (token) => admin.workers(token));
  return (
    <div class="page">
      <Header />
      <main class="account">
        <h1>{words.title}</h1>
        <Link to={EXPERIMENTS_PATH} testId="to-experiments">
          {words.experiments}
        </Link>
        {failed.value !== null && (
          <p class="note bad" role="status" data-testid="admin-failed">
            {words.loadFailed} {failed.value}
          </p>
        )}
        {what.value !== null && <Workers workers={what.value.workers} onChange={() => void load()} />}
        {what.value !== null && <ProvidersPart />}
      </main>
    </div>
  );
}

function Workers({ workers, onChange }: { workers: readonly WorkerEntry[]; onChange: () => void }) {
  return (
    <section class="account-part card" aria-label={words.workers}>
      <h2>{words.workers}</h2>
      <p class="note">{words.workersWhat}</p>
      {workers.length === 0 && <p data-testid="no-workers">{words.noWorkers}</p>}
      <ul class="account-list">
        {workers.map((worker) => (
          <Worker key={worker.name} worker={worker} onChange={onChange} />
        ))}
      </ul>
    </section>
  );
}

function Worker({ worker, onChange }: { worker: WorkerEntry; onChange: () => void }) {
  const asking = useAsking();
  const run = () =>
    asking.run(async () => {
      await asMe((token) => admin.runWorker(token, worker.name));
      onChange();
      return words.asked;
    });
  const { name, state, total, done } = worker;
  return (
    <li class="account-row" data-testid="worker" data-name={name} data-state={state}>
      <div class="grow">
        <strong>{name}</strong> <span class={`badge${BADGES[state]}`}>{words.state[state]}</span>
        {state === 'running' && total + done > 0 && (
          <p>
            {total > 0 && <progress value={done} max={total} aria-label={words.progress(done, total)} />}{' '}
            {words.progress(done, total)}
          </p>
        )}
        {worker.failure !== null && <p class="note bad">{words.failure(worker.failure, worker.failures)}</p>}
        {worker.trouble !== null && (
          <p class="note bad" data-testid="worker-trouble">
            {words.trouble(worker.trouble)}
          </p>
        )}
        {(state === 'done' || state === 'partly') && <p>{worker.note}</p>}
        <p class="note">{when(worker)}</p>
        <Outcome of={asking} testId="worker-note" />
      </div>
      <button
        type="button"
        class="button"
        aria-label={words.runLabel(name)}
        data-testid="run-worker"
        disabled={asking.busy}
        onClick={() => void run()}
      >
        {words.run}
      </button>
    </li>
  );
}

const BADGES: Record<WorkerEntry['state'], string> = {
  running: ' live',
  done: '',
  partly: ' bad',
  failed: ' bad',
  stopped: ' bad',
};

/** When it ran and runs. */
function when({ begun_at, ended_at, due_at, left_undone }: WorkerEntry): string {
  const now = Date.now();
  const ago = (at: string) => formatAgo(Date.parse(at), now);
  const due = Date.parse(due_at);
  const late = left_undone ? ` ${words.leftUndone(formatWhen(due, now))}` : '';
  if (ended_at === null) return words.began(ago(begun_at)) + late;
  const took = formatDuration((Date.parse(ended_at) - Date.parse(begun_at)) / 1000);
  if (late) return words.ended(ago(ended_at), took) + late;
  const next = due <= now ? words.dueNow : words.next(formatWhen(due, now));
  return `${words.ended(ago(ended_at), took)} ${next}`;
}

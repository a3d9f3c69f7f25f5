import '../styles/account.css';
import '../styles/experiments.css';
import { Admin } from '../../client';
import { rest } from '../identity';
import { experimentsText as words } from '../text-experiments';
import { Header } from '../ui/Header';
import { Experiment } from './Experiment';
import { useShown } from './shown';

const LOOK_EVERY_MS = 60_000;
const admin = new Admin(rest);

/** What the experiments of this server say, for who looks after it. */
export function ExperimentsPage() {
  const { what, failed, load } = useShown(words.title, LOOK_EVERY_MS, (token) => admin.experiments(token));
  const experiments = what.value?.experiments;
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
        {experiments?.length === 0 && (
          <p data-testid="no-experiments">
            {words.none} <code>{words.define}</code>
          </p>
        )}
        {experiments?.map((entry) => (
          <Experiment key={entry.key} entry={entry} onChange={load} />
        ))}
      </main>
    </div>
  );
}

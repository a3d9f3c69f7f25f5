import '../styles/recommendations.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Recommendation, type Recommendations, Recommending } from '../../client';
import { asMe, rest } from '../identity';
import { recommendationText as words } from '../text-recommendations';
import type { Party } from '../watch/party';
import { whyNotQueue } from '../watch/queue/why-not';
import { onceInView } from './in-view';
import { whatToPlay } from './what';
import { reasonForGroup } from './words';

const SHOWN = 8;
const recommending = new Recommending(rest);

/** What those present may like together; in the tab of the queue, for who opens it. */
export function ForGroup({ party }: { party: Party }) {
  const failed = useSignal(false);
  const list = useRef<HTMLUListElement>(null);
  const found = useSignal<Recommendations | null>(null);
  const { id } = party.view.value.session;
  useEffect(() => {
    asMe((token) => recommending.ofSession(token, id)).then(
      (answer) => {
        found.value = answer;
      },
      () => {
        failed.value = true;
      },
    );
  }, []);
  useEffect(() => {
    const { value: answer } = found;
    if (answer === null || list.current === null) return;
    return onceInView(list.current, () => {
      asMe((token) => recommending.shown(token, answer, id)).catch(() => {
        // It is counted when it is opened again.
      });
    });
  }, [found.value]);
  if (failed.value) return <Note testId="for-group-failed" said={words.failed} />;
  if (found.value === null) return <Note testId="for-group-loading" said={words.loading} />;
  if (found.value.items.length === 0) return <Note testId="for-group-nothing" said={words.groupNothing} />;
  return (
    <ul ref={list} class="for-group-list" data-testid="for-group-list">
      {found.value.items.slice(0, SHOWN).map((item) => (
        <Row key={item.video.id} item={item} party={party} />
      ))}
    </ul>
  );
}

function Note({ said, testId }: { said: string; testId: string }) {
  return (
    <p class="note" role="status" data-testid={testId}>
      {said}
    </p>
  );
}

function Row({ item, party }: { item: Recommendation; party: Party }) {
  const busy = useSignal(false);
  const why = whyNotQueue(party, 'add');
  const add = async () => {
    busy.value = true;
    await party.queue.addOne(whatToPlay(item));
    busy.value = false;
  };
  return (
    <li class="for-group-row" data-testid="for-group-row">
      <div class="grow">
        <p class="for-group-title">{item.title}</p>
        <p class="for-group-reason">{reasonForGroup(item)}</p>
      </div>
      <button
        type="button"
        class="button small"
        aria-label={words.addLabel(item.title)}
        data-testid="for-group-add"
        disabled={why !== undefined || busy.value}
        title={why}
        onClick={() => void add()}
      >
        {words.add}
      </button>
    </li>
  );
}

/** The question whether a status change may stay: to those who are asked, and to those who wait. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Asked } from '../../client';
import { text } from '../text';
import type { Party } from './party';

const TICK_MS = 250;

export function Question({ party }: { party: Party }) {
  const { asked } = party.view.value;
  return asked === null ? null : <Open key={asked.change} party={party} asked={asked} />;
}

function Open({ party, asked }: { party: Party; asked: Asked }) {
  const { me, members, timeline } = party.view.value;
  const seconds = useSignal(party.secondsUntil(asked.until));
  useEffect(() => {
    const timer = setInterval(() => {
      seconds.value = party.secondsUntil(asked.until);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [asked.until]);
  const nameOf = (id: string) => members.get(id)?.name ?? text.did.someone;
  const left = seconds.value ?? 0;
  if (!asked.waiting.includes(me.id)) {
    return (
      <p class="banner question" role="status" data-testid="question-waiting">
        {text.question.waiting(asked.waiting.map(nameOf).join(', '), left)}
      </p>
    );
  }
  const ask = timeline.status === 'playing' ? text.question.played : text.question.paused;
  return (
    <section class="banner question" aria-label={text.question.label} data-testid="question">
      <span class="grow">{ask(nameOf(asked.by))}</span>
      <span class="question-left" data-testid="question-left">
        {text.question.left(left)}
      </span>
      <button
        type="button"
        class="button primary"
        data-testid="confirm-change"
        disabled={party.away.value}
        onClick={() => party.answer(asked.change, 'confirm')}
      >
        {text.question.keep}
      </button>
      <button
        type="button"
        class="button"
        data-testid="reject-change"
        disabled={party.away.value}
        onClick={() => party.answer(asked.change, 'reject')}
      >
        {text.question.takeBack}
      </button>
    </section>
  );
}

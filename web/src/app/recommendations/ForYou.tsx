import '../styles/recommendations.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Recommendation, type Recommendations, Recommending } from '../../client';
import { asMe, isKnown, rest } from '../identity';
import { recommendationText as words } from '../text-recommendations';
import { Card } from './Card';
import { onceInView } from './in-view';

const SHOWN = 6;
const recommending = new Recommending(rest);

/** What I may like. Shows nothing to who is not known here, nor while there is nothing or it cannot be told. */
export function ForYou() {
  const list = useSignal<Recommendations | null>(null);
  const items = useSignal<readonly Recommendation[]>([]);
  const shelf = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isKnown()) return;
    asMe((token) => recommending.mine(token)).then(
      (found) => {
        items.value = found.items;
        list.value = found;
      },
      () => {
        // Nobody waits for it: the page is whole without.
      },
    );
  }, []);
  useEffect(() => {
    const { value: found } = list;
    if (found === null || shelf.current === null) return;
    return onceInView(shelf.current, () => {
      asMe((token) => recommending.shown(token, found)).catch(() => {
        // It is counted at another visit.
      });
    });
  }, [list.value]);
  if (items.value.length === 0) return null;
  return (
    <section ref={shelf} class="sessions" aria-label={words.forYou} data-testid="for-you">
      <h2>{words.forYou}</h2>
      <ul class="for-you-grid">
        {items.value.slice(0, SHOWN).map((item) => (
          <Card
            key={item.video.id}
            item={item}
            onDone={() => {
              items.value = items.value.filter((other) => other !== item);
            }}
          />
        ))}
      </ul>
    </section>
  );
}

import { useSignal } from '@preact/signals';
import { type Recommendation, Recommending } from '../../client';
import { formatDuration } from '../format';
import { asMe, rest } from '../identity';
import { navigate, watchPath } from '../router';
import { recommendationText as words } from '../text-recommendations';
import { toast } from '../toasts';
import { NoPicture } from '../ui/NoPicture';
import { Picture } from '../ui/Picture';
import { troubleWords } from '../ui/trouble-words';
import { Rate } from './Rate';
import { whatToPlay } from './what';
import { reasonWords } from './words';

const recommending = new Recommending(rest);

/** A video that I may like, with its reason. `onDone`: it has had its answer, and goes. */
export function Card({ item, onDone }: { item: Recommendation; onDone: () => void }) {
  const { title, length_s } = item;
  const { id } = item.video;
  const busy = useSignal(false);
  const seen = useSignal(false);
  const attempt = async (what: () => Promise<void>) => {
    busy.value = true;
    try {
      await what();
    } catch (error) {
      toast(troubleWords(error), 'trouble');
    }
    busy.value = false;
  };
  const watch = () =>
    attempt(async () => {
      const created = await asMe((token) => rest.createSession(token, { ...whatToPlay(item), title }));
      navigate(watchPath(created.session.id));
    });
  const say = (word: 'seen' | 'not_interested') =>
    attempt(async () => {
      await asMe((token) => recommending.say(token, id, word));
      if (word === 'seen') seen.value = true;
      else onDone();
    });
  return (
    <li class="for-you-card card" data-testid="for-you-card" data-video={id}>
      <Picture address={item.picture}>
        <NoPicture />
      </Picture>
      <div class="for-you-about">
        <strong class="session-title">{title}</strong>
        <span class="session-facts">
          {reasonWords(item, words.fits)}
          {length_s !== null && ` · ${formatDuration(length_s)}`}
        </span>
        {seen.value ? (
          <Rate video={id} title={title} onRated={onDone} />
        ) : (
          <span class="actions">
            <button
              type="button"
              class="button primary small"
              aria-label={words.watchLabel(title)}
              data-testid="for-you-watch"
              disabled={busy}
              onClick={() => void watch()}
            >
              {words.watch}
            </button>
            <button
              type="button"
              class="button small"
              aria-label={words.seenLabel(title)}
              data-testid="for-you-seen"
              disabled={busy}
              onClick={() => void say('seen')}
            >
              {words.seen}
            </button>
            <button
              type="button"
              class="button small"
              aria-label={words.notInterestedLabel(title)}
              data-testid="for-you-not"
              disabled={busy}
              onClick={() => void say('not_interested')}
            >
              {words.notInterested}
            </button>
          </span>
        )}
      </div>
    </li>
  );
}

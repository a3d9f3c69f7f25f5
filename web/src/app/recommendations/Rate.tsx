import '../styles/recommendations.css';
import { useSignal } from '@preact/signals';
import { Recommending } from '../../client';
import { asMe, rest } from '../identity';
import { recommendationText as words } from '../text-recommendations';
import { toast } from '../toasts';
import { troubleWords } from '../ui/trouble-words';

const recommending = new Recommending(rest);
const RATINGS = ['liked', 'disliked'] as const;

type Rating = (typeof RATINGS)[number];

interface RateProps {
  readonly video: string;
  readonly title: string;
  onRated?(): void;
}

/** How a video was. The last word counts, so that it may be changed. */
export function Rate({ video, title, onRated }: RateProps) {
  const said = useSignal<Rating | null>(null);
  const busy = useSignal(false);
  const rate = async (rating: Rating) => {
    busy.value = true;
    try {
      await asMe((token) => recommending.say(token, video, rating));
      said.value = rating;
      onRated?.();
    } catch (error) {
      toast(troubleWords(error), 'trouble');
    }
    busy.value = false;
  };
  return (
    <span class="rate" data-testid="rate">
      <span role="status">{said.value === null ? words.howWasIt : words.thanks}</span>
      {RATINGS.map((rating) => (
        <button
          key={rating}
          type="button"
          class="button small"
          aria-label={words.rateLabel[rating](title)}
          aria-pressed={said.value === rating}
          data-testid={`rate-${rating}`}
          disabled={busy}
          onClick={() => void rate(rating)}
        >
          {words.rate[rating]}
        </button>
      ))}
    </span>
  );
}

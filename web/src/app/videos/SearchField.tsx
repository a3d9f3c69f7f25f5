import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { videosText as words } from '../text-videos';
import { WORDS_CHARS_MAX, wordsOf } from './asked';

/** A pause in typing. */
const TYPING_MS = 250;

interface SearchFieldProps {
  /** What is looked for. */
  wanted: string;
  onWanted: (wanted: string) => void;
}

/** Where words are typed; they are looked for at a pause, or at Enter. */
export function SearchField({ wanted, onWanted }: SearchFieldProps) {
  const typed = useSignal(wanted);
  const told = useRef(wanted);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const tell = () => {
    clearTimeout(timer.current);
    const now = wordsOf(typed.value);
    if (now === told.current) return;
    told.current = now;
    onWanted(now);
  };
  useEffect(() => {
    // What was told comes back while the next word is typed; anything else is another address.
    if (wanted === told.current) return;
    clearTimeout(timer.current);
    told.current = wanted;
    typed.value = wanted;
  }, [wanted]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <search class="video-search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          tell();
        }}
      >
        <label class="field">
          <span>{words.search}</span>
          <input
            type="search"
            enterkeyhint="search"
            autocomplete="off"
            maxLength={WORDS_CHARS_MAX}
            placeholder={words.searchHint}
            data-testid="video-search"
            value={typed}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
              clearTimeout(timer.current);
              timer.current = setTimeout(tell, TYPING_MS);
            }}
          />
        </label>
      </form>
    </search>
  );
}

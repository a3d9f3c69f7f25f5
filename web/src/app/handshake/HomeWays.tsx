import '../styles/handshake.css';
import { useSignal } from '@preact/signals';
import { asMe, handshake } from '../identity';
import { text } from '../text';
import { toast } from '../toasts';
import { CodeForm } from './CodeForm';

/** On the home page: in by a code, and the link by which others can ask me. */
export function HomeWays() {
  const link = useSignal<string | null>(null);
  const copy = async () => {
    try {
      const { code } = await asMe((token) => handshake.myCode(token));
      link.value = new URL(`/u/${code}`, location.origin).href;
      await navigator.clipboard.writeText(link.value).catch(() => {});
    } catch {
      toast(text.trouble.unreachable, 'trouble');
    }
  };
  return (
    <section class="home-ways">
      <CodeForm />
      <div class="my-link">
        {link.value === null ? (
          <button type="button" class="button" data-testid="my-link" onClick={() => void copy()}>
            {text.handshake.myLink}
          </button>
        ) : (
          <output data-testid="my-link-value">{link.value}</output>
        )}
        <span class="note">{text.handshake.myLinkHint}</span>
      </div>
    </section>
  );
}

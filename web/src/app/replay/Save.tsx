import type { Session } from '../../client';
import { download } from '../download';
import { asKnown, rest } from '../identity';
import { replayPath } from '../router';
import { text } from '../text';
import { toast } from '../toasts';
import { troubleWords } from '../ui/trouble-words';
import type { Showing } from './showing';

/** Keeps a replay: as a file for a server, or as a page to read without one. */
export function Save({ session, showing }: { session: Session; showing: Showing }) {
  const saveFile = async () => {
    try {
      const file = await asKnown((token) => rest.export(session.id, token));
      download(file, `sameframe-${session.id}.ndjson`);
    } catch (error) {
      toast(troubleWords(error), 'trouble');
    }
  };
  const savePage = async () => {
    const { savedPage } = await import('./saved-page');
    const { replay } = showing;
    const link = new URL(replayPath(session.id), location.origin).href;
    const page = savedPage({ session, replay, items: showing.all.value, link, savedMs: Date.now() });
    download(new Blob([page], { type: 'text/html' }), `sameframe-${session.id}.html`);
  };
  return (
    <>
      <button
        type="button"
        class="button"
        title={text.replay.saveFileWhy}
        data-testid="save-file"
        onClick={() => void saveFile()}
      >
        {text.replay.saveFile}
      </button>
      <button
        type="button"
        class="button"
        title={text.replay.savePageWhy}
        data-testid="save-page"
        onClick={() => void savePage()}
      >
        {text.replay.savePage}
      </button>
    </>
  );
}

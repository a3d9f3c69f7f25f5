import { useSignal } from '@preact/signals';
import type { Session, Visit } from '../../client';
import { asMe, rest } from '../identity';
import { navigate, replayPath, watchPath } from '../router';
import { text } from '../text';
import { toast } from '../toasts';
import { Link } from '../ui/Link';
import { troubleWords } from '../ui/trouble-words';
import { stoppedAt } from './visits';

/** The way on from something watched: back in, on from where one stopped, or its replay. */
export function GoOn({ visit }: { visit: Visit }) {
  const { session } = visit;
  const at = stoppedAt(visit);
  if (session.state === 'live') {
    if (visit.banned) return null;
    return (
      <Link to={watchPath(session.id)} class="button primary" testId="go-back">
        {text.history.goBack}
      </Link>
    );
  }
  return (
    <>
      {at !== null && <WatchRest session={session} at={at} />}
      <Link to={replayPath(session.id)} class="button" testId="go-replay">
        {text.history.replay}
      </Link>
    </>
  );
}

function WatchRest({ session, at }: { session: Session; at: number }) {
  const busy = useSignal(false);
  const start = async () => {
    busy.value = true;
    try {
      const { title, video } = session;
      const what = video.id === 'sample' ? { video_id: video.id } : { url: video.url };
      const again = { ...what, title, position: at, visibility: session.visibility };
      const created = await asMe((token) => rest.createSession(token, again));
      navigate(watchPath(created.session.id));
    } catch (error) {
      toast(troubleWords(error), 'trouble');
      busy.value = false;
    }
  };
  return (
    <button
      type="button"
      class="button primary"
      title={text.history.goOnWhy}
      data-testid="go-on"
      disabled={busy}
      onClick={() => void start()}
    >
      {busy.value ? text.history.goingOn : text.history.goOn}
    </button>
  );
}

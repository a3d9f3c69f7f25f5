import type { CreateSession } from '../../client';
import { type Asking, useAsking } from '../account/asking';
import { asMe, rest } from '../identity';
import { navigate, watchPath } from '../router';

interface Starting {
  readonly asking: Asking;
  start(what: Pick<CreateSession, 'url' | 'video_id'>): void;
}

/** Starts a session with a video and goes there; also for somebody who is nobody here yet. */
export function useStarting(): Starting {
  const asking = useAsking();
  const start: Starting['start'] = (what) =>
    void asking.run(async () => {
      const { session } = await asMe((token) => rest.createSession(token, what));
      navigate(watchPath(session.id));
    });
  return { asking, start };
}

/** The REST calls of what people may like. */
import type { FeedbackWord, Recommendations, RecommendationsShown } from './generated/protocol';
import type { Rest } from './rest';

export class Recommending {
  constructor(private readonly rest: Rest) {}

  mine(token: string): Promise<Recommendations> {
    return this.rest.ask('/api/users/me/recommendations', { token });
  }

  /** For those who are in a session now. */
  ofSession(token: string, session: string): Promise<Recommendations> {
    return this.rest.ask(`/api/sessions/${encodeURIComponent(session)}/recommendations`, { token });
  }

  /** A list is in front of me; of no experiment, that is nobody's business. `session`: whose list it is, where it is not mine. */
  async shown(token: string, { trial, served }: Recommendations, session?: string): Promise<void> {
    if (trial === null) return;
    const of = session === undefined ? 'users/me' : `sessions/${encodeURIComponent(session)}`;
    const body: RecommendationsShown = { trial, served };
    await this.rest.tell(`/api/${of}/recommendations/shown`, { method: 'POST', token, body });
  }

  /** Of the same video the last word counts. */
  async say(token: string, video: string, feedback: FeedbackWord): Promise<void> {
    const body = { video, feedback };
    await this.rest.tell('/api/users/me/recommendations/feedback', { method: 'POST', token, body });
  }
}

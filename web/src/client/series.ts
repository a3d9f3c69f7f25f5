/** The REST calls of series: parties that come back, one link for all their evenings. */
import type {
  ChangeSeries,
  EveningList,
  MakeSeries,
  Series,
  SeriesList,
  SeriesOfSession,
} from './generated/protocol';
import type { Rest } from './rest';

const of = (id: string) => `/api/series/${encodeURIComponent(id)}`;

export class SeriesCalls {
  constructor(private readonly rest: Rest) {}

  make(token: string, body: MakeSeries): Promise<Series> {
    return this.rest.ask('/api/series', { method: 'POST', token, body });
  }

  list(token: string | undefined): Promise<SeriesList> {
    return this.rest.ask('/api/series', { token });
  }

  one(token: string | undefined, id: string): Promise<Series> {
    return this.rest.ask(of(id), { token });
  }

  ofSession(token: string | undefined, session: string): Promise<SeriesOfSession> {
    return this.rest.ask(`/api/sessions/${encodeURIComponent(session)}/series`, { token });
  }

  change(token: string, id: string, body: ChangeSeries): Promise<Series> {
    return this.rest.ask(of(id), { method: 'PATCH', token, body });
  }

  /** The evening that goes on is `current` of the answer. */
  open(token: string, id: string): Promise<Series> {
    return this.rest.ask(`${of(id)}/evenings`, { method: 'POST', token });
  }

  evenings(token: string | undefined, id: string, before?: number): Promise<EveningList> {
    const query = before === undefined ? '' : `?before=${before}`;
    return this.rest.ask(`${of(id)}/evenings${query}`, { token });
  }

  calendar(token: string | undefined, id: string): Promise<Blob> {
    return this.rest.file(`${of(id)}/calendar.ics`, token);
  }
}

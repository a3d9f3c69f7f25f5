/**
 * The REST calls, typed. A refusal is a `ProblemError`; a server that cannot be reached is an `UnreachableError`, and one
 * of which only the service that was asked is away is an `AwayError`.
 */
import type {
  BanList,
  Code,
  Command,
  CommandDone,
  CreateSession,
  DirectPrediction,
  EraseMe,
  EventPage,
  History,
  Join,
  Joined,
  Knock,
  Knocked,
  LibraryList,
  ListedState,
  LogEvent,
  MemberPage,
  MessagePage,
  Note,
  NoteList,
  OpenPrediction,
  PickOutcome,
  Prediction,
  PredictionHistory,
  Predictions,
  Problem,
  ReportList,
  ResolvePrediction,
  SessionCreated,
  SessionList,
  SessionState,
  User,
  UserCreated,
  WriteNote,
} from './generated/protocol';
import { type Service, saysAway, serviceAt } from './services';

/** The server understood, and said no. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly status: number,
    readonly code: Code | 'unknown',
    detail: string,
  ) {
    super(detail);
  }
}

/** No answer: the network or the server is away. */
export class UnreachableError extends Error {
  override readonly name: string = 'UnreachableError';
}

/** The service that was asked is away; others may be there. */
export class AwayError extends UnreachableError {
  override readonly name = 'AwayError';

  constructor(
    readonly service: Service,
    /** The server says that it is switched off: nobody has to wait for it. */
    readonly isOff = false,
  ) {
    super(`the ${service} service is away`);
  }
}

/** Somebody inside has to let me in first. */
export class WaitsError extends Error {
  override readonly name = 'WaitsError';

  constructor(readonly knock: Knock) {
    super('somebody inside has to let me in');
  }
}

export interface RestOptions {
  /** The server's origin; empty for the page's own. */
  readonly origin?: string;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
}

/** Which of those who are present. */
export interface MembersAsked {
  readonly limit: number;
  /** What their name has in it; everybody's where it is empty. */
  readonly name: string;
  /** Where the page before has ended. */
  readonly after?: string | undefined;
}

export interface RestRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly token?: string | undefined;
  /** What an invite link says, where one only looks. */
  readonly link?: string | undefined;
  readonly body?: unknown;
  /** The answer may leave out what is known already. */
  readonly minimal?: boolean;
  /** The answer may take as long as a file does. */
  readonly large?: boolean;
  /** A file in place of a body, of this type. */
  readonly file?: { readonly type: string; readonly content: Blob };
}

const TIMEOUT_MS = 15_000;
/** A file takes longer on its way. */
const FILE_TIMEOUT_MS = 300_000;

export class Rest {
  private readonly origin: string;
  private readonly timeoutMs: number;
  private readonly send: typeof fetch;

  constructor(options: RestOptions = {}) {
    this.origin = options.origin ?? '';
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.send = options.fetch ?? ((input, init) => fetch(input, init));
  }

  createUser(name: string): Promise<UserCreated> {
    return this.json('/api/users', { method: 'POST', body: { name } });
  }

  me(token: string): Promise<User> {
    return this.json('/api/users/me', { token });
  }

  /** What I am called in sessions that I join from now on. */
  renameMe(token: string, name: string): Promise<User> {
    return this.json('/api/users/me', { method: 'PATCH', token, body: { name } });
  }

  /** Everything that the server holds about me, as a file. */
  async myData(token: string): Promise<Blob> {
    const response = await this.call('/api/users/me/export', { token, large: true });
    return read(() => response.blob());
  }

  /** Deletes everything about me; `user` is my own id. */
  async eraseMe(token: string, user: string): Promise<void> {
    const body: EraseMe = { user };
    await this.call('/api/users/me', { method: 'DELETE', token, body });
  }

  createSession(token: string, session: CreateSession): Promise<SessionCreated> {
    return this.json('/api/sessions', { method: 'POST', token, body: session });
  }

  history(token: string, limit: number, cursor?: string): Promise<History> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (cursor !== undefined) query.set('cursor', cursor);
    return this.json(`/api/users/me/history?${query}`, { token });
  }

  /** Public sessions; with a search only those whose title or address has it. */
  sessions(
    state: ListedState,
    limit: number,
    page: { cursor?: string; search?: string } = {},
  ): Promise<SessionList> {
    const query = new URLSearchParams({ state, limit: String(limit) });
    if (page.cursor !== undefined) query.set('cursor', page.cursor);
    if (page.search !== undefined && page.search !== '') query.set('q', page.search);
    return this.json(`/api/sessions?${query}`);
  }

  /** Where not everybody may look in, the token or the link says that I may. */
  session(id: string, token?: string, link?: string): Promise<SessionState> {
    return this.json(path(id), { token, link });
  }

  /**
   * Fails with a `WaitsError` where somebody inside has to let me in. The answer of a minimal one may be without the
   * session's state, for who has read it already.
   */
  async join(id: string, token: string | undefined, join: Join, minimal = false): Promise<Joined> {
    const answer = await this.json<Joined | Knocked>(`${path(id)}/join`, {
      method: 'POST',
      token,
      body: join,
      minimal,
    });
    if ('knock' in answer) throw new WaitsError(answer.knock);
    return answer;
  }

  /** The address of a planned session's entry for a calendar. */
  calendarUrl(id: string): string {
    return `${this.origin}${path(id)}/calendar.ics`;
  }

  /** The entry itself, for who has to say who they are. */
  calendar(id: string, token?: string): Promise<Blob> {
    return this.file(`${path(id)}/calendar.ics`, token);
  }

  bans(id: string, token: string): Promise<BanList> {
    return this.json(`${path(id)}/bans`, { token });
  }

  events(id: string, after: number, limit: number, token?: string): Promise<EventPage> {
    return this.json(`${path(id)}/events?after=${after}&limit=${limit}`, { token });
  }

  /** Any call that answers with JSON. */
  ask<T>(url: string, request: RestRequest = {}): Promise<T> {
    return this.json(url, request);
  }

  /** Any call that answers with nothing. */
  async tell(url: string, request: RestRequest): Promise<void> {
    await this.call(url, request);
  }

  /** With a token also my own picks and points. */
  predictions(id: string, token?: string): Promise<Predictions> {
    return this.json(predictionPath(id), { token });
  }

  openPrediction(id: string, token: string, body: OpenPrediction): Promise<Prediction> {
    return this.json(predictionPath(id), { method: 'POST', token, body });
  }

  pickOutcome(id: string, token: string, prediction: string, body: PickOutcome): Promise<Prediction> {
    return this.json(predictionPath(id, prediction, 'pick'), { method: 'POST', token, body });
  }

  lockPrediction(id: string, token: string, prediction: string, body: DirectPrediction): Promise<Prediction> {
    return this.json(predictionPath(id, prediction, 'lock'), { method: 'POST', token, body });
  }

  resolvePrediction(
    id: string,
    token: string,
    prediction: string,
    body: ResolvePrediction,
  ): Promise<Prediction> {
    return this.json(predictionPath(id, prediction, 'resolve'), { method: 'POST', token, body });
  }

  cancelPrediction(
    id: string,
    token: string,
    prediction: string,
    body: DirectPrediction,
  ): Promise<Prediction> {
    return this.json(predictionPath(id, prediction, 'cancel'), { method: 'POST', token, body });
  }

  myPredictions(token: string, cursor?: string): Promise<PredictionHistory> {
    const query = cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`;
    return this.json(`/api/users/me/predictions${query}`, { token });
  }

  /** The last messages before one, oldest first. */
  messages(
    id: string,
    query: { before?: number; limit?: number; q?: string } = {},
    token?: string,
  ): Promise<MessagePage> {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) params.set(name, String(value));
    return this.json(`${path(id)}/messages?${params}`, { token });
  }

  /** Does a command of the chat. A repeat with the same id is done once. */
  chat(id: string, token: string, commandId: string, command: Command): Promise<CommandDone> {
    const body = { id: commandId, ...command };
    return this.json(`${path(id)}/messages/commands`, { method: 'POST', token, body });
  }

  async reportMessage(id: string, token: string, message: number): Promise<void> {
    await this.call(`${path(id)}/messages/reports`, { method: 'POST', token, body: { message } });
  }

  messageReports(id: string, token: string): Promise<ReportList> {
    return this.json(`${path(id)}/messages/reports`, { token });
  }

  /** One page of who is present, in no order that means anything; of those with this text in their name. */
  members(id: string, token: string | undefined, asked: MembersAsked): Promise<MemberPage> {
    const { limit, name, after } = asked;
    const query = new URLSearchParams({ limit: String(limit) });
    if (name !== '') query.set('name', name);
    if (after !== undefined) query.set('after', after);
    return this.json(`${path(id)}/members?${query}`, { token });
  }

  /** The whole log; see `replay.ts`. */
  async replay(id: string, token?: string, link?: string): Promise<LogEvent[]> {
    const response = await this.call(`${path(id)}/replay`, { token, link });
    const text = await read(() => response.text());
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => JSON.parse(line) as LogEvent);
  }

  /** A session as a file that any server takes in again. */
  export(id: string, token?: string): Promise<Blob> {
    return this.file(`${path(id)}/export`, token);
  }

  async file(url: string, token?: string): Promise<Blob> {
    const response = await this.call(url, { token });
    return read(() => response.blob());
  }

  /** Makes a session that has ended out of a file that `exportUrl` gave. */
  importSession(token: string, content: Blob): Promise<SessionCreated> {
    const file = { type: 'application/x-ndjson', content };
    return this.json('/api/sessions/import', { method: 'POST', token, file });
  }

  /** All that people who were not there have written to a replay. */
  async notes(id: string, token?: string): Promise<Note[]> {
    const notes: Note[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `?${new URLSearchParams({ cursor })}`;
      const page: NoteList = await this.json(`${path(id)}/layers${query}`, { token });
      notes.push(...page.notes);
      cursor = page.next;
    } while (cursor !== null);
    return notes;
  }

  writeNote(id: string, token: string, note: WriteNote): Promise<Note> {
    return this.json(`${path(id)}/layers`, { method: 'POST', token, body: note });
  }

  async deleteNote(id: string, token: string, note: string): Promise<void> {
    await this.call(`${path(id)}/layers/${encodeURIComponent(note)}`, { method: 'DELETE', token });
  }

  /** A page of the videos in the server's own folders. */
  ownVideos(query: { q?: string; cursor?: string; limit?: number } = {}): Promise<LibraryList> {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) params.set(name, String(value));
    return this.json(`/api/library?${params}`);
  }

  private async json<T>(url: string, request: RestRequest = {}): Promise<T> {
    const response = await this.call(url, request);
    return (await read(() => response.json())) as T;
  }

  private async call(
    url: string,
    { method = 'GET', token, link, body, minimal = false, file, large = file !== undefined }: RestRequest,
  ): Promise<Response> {
    const headers: Record<string, string> = {};
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (link !== undefined) headers['sameframe-link'] = link;
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (minimal) headers.prefer = 'return=minimal';
    const timeoutMs = large ? FILE_TIMEOUT_MS : this.timeoutMs;
    const init: RequestInit = { method, headers, signal: AbortSignal.timeout(timeoutMs) };
    if (body !== undefined) init.body = JSON.stringify(body);
    if (file !== undefined) {
      headers['content-type'] = file.type;
      init.body = file.content;
    }
    const response = await read(() => this.send(this.origin + url, init));
    if (response.ok) return response;
    throw await problemOf(response, url);
  }
}

function path(id: string): string {
  return `/api/sessions/${encodeURIComponent(id)}`;
}

function predictionPath(id: string, prediction?: string, what?: string): string {
  const all = `${path(id)}/predictions`;
  return prediction === undefined ? all : `${all}/${encodeURIComponent(prediction)}/${what}`;
}

/** Runs what reads from the network; whatever it throws means that no (whole) answer came. */
async function read<T>(from: () => Promise<T>): Promise<T> {
  try {
    return await from();
  } catch (error) {
    throw new UnreachableError('the server cannot be reached', { cause: error });
  }
}

async function problemOf(response: Response, url: string): Promise<Error> {
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  if (saysAway(response.status, problem?.code)) {
    const service = serviceAt(url.split('?')[0] ?? url);
    return service === null
      ? new UnreachableError('the server is away')
      : new AwayError(service, problem?.code === 'service_off');
  }
  const detail = problem?.detail ?? `the server answered ${response.status}`;
  return new ProblemError(response.status, problem?.code ?? 'unknown', detail);
}

/** What operators read. */

export const adminText = {
  title: 'Looking after this server',
  loadFailed: 'This cannot be shown just now.',
  onlyOperators: 'Only operators of this server may see it. Sign in as one.',
  experiments: 'Experiments',
  workers: 'Workers',
  workersWhat:
    'What is done in the background. Nobody who watches waits for it, and nobody notices when one is down.',
  noWorkers: 'No worker has run yet. A server begins with it a few seconds after its start.',
  state: { running: 'at work', done: 'done', partly: 'partly done', failed: 'failed', stopped: 'cut off' },
  began: (when: string) => `Began ${when}.`,
  ended: (when: string, took: string) => `Last run ${when}, for ${took}.`,
  next: (when: string) => `Next run ${when}.`,
  dueNow: 'Due now.',
  leftUndone: (since: string) =>
    `Due since ${since}: no process does this work. Start “sameframe worker”, or a server with “--workers on”.`,
  progress: (done: number, total: number) => (total > 0 ? `${done} of ${total}` : `${done} so far`),
  failure: (why: string, times: number) =>
    times > 1 ? `Failed ${times} times in a row: ${why}` : `Failed: ${why}`,
  trouble: (what: string) => `A part of it failed: ${what}`,
  run: 'Run now',
  runLabel: (name: string) => `Run ${name} now`,
  asked: 'It begins within seconds.',
  providers: 'Providers',
  providersWhat: 'Where videos come from, as this process has found them since it began.',
  away: 'away',
  answered: (when: string) => `Answered ${when}.`,
  notAsked: 'Has not answered yet.',
  didNotAnswer: (when: string, why: string) => `No answer ${when}: ${why}.`,
  left: (n: number) => `${n} more questions may be asked at once.`,
  check: 'Check',
  checkLabel: (id: string) => `Check whether ${id} answers`,
  answers: 'It answers.',
  answersNot: (why: string) => `It does not answer as it should: ${why}.`,
};

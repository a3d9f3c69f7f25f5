/** The predictions of the session that this page is in: told by REST, kept up by the log, asked for through REST. */
import { computed, signal } from '@preact/signals';
import type { EventFrame, LiveSession, PickOutcome, Prediction, PredictionsKnown } from '../../../client';
import {
  AwayError,
  ProblemError,
  predictionsAfter,
  predictionsFrom,
  randomId,
  UnreachableError,
} from '../../../client';
import { asMe, rest } from '../../identity';
import { text } from '../../text';
import { toast } from '../../toasts';

const AGAIN_MS = 5_000;
/** Who was paid what, and the leaderboard, are asked for a little after a result: not by a whole crowd at once. */
const REFRESH_MS = 300;
const REFRESH_SPREAD_MS_PER_PERSON = 10;

export type Question = Parameters<typeof rest.openPrediction>[2];

export class PredictionBook {
  readonly known = signal<PredictionsKnown | null>(null);
  /** The service does not answer, and is asked again. */
  readonly away = signal(false);
  /** What came out while this page was open, for its celebration. */
  readonly fresh = signal<ReadonlySet<string>>(new Set());
  /** How many take picks or wait for their result. */
  readonly waiting = computed(() => this.known.value?.open.length || null);
  private toldUpTo: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private loading = false;
  private closed = false;
  private readonly stop: () => void;

  constructor(private readonly session: LiveSession) {
    this.toldUpTo = session.view.toldUpTo;
    this.stop = session.subscribe({
      event: (event) => this.onEvent(event),
      view: (view) => {
        if (view.toldUpTo === this.toldUpTo) return;
        this.toldUpTo = view.toldUpTo;
        void this.load();
      },
    });
    void this.load();
  }

  close(): void {
    this.closed = true;
    this.stop();
    clearTimeout(this.timer);
  }

  open(question: Question): Promise<boolean> {
    return this.ask((token) => rest.openPrediction(this.id, token, { ...question, id: randomId() }));
  }

  pick(prediction: string, pick: PickOutcome): Promise<boolean> {
    return this.ask((token) => rest.pickOutcome(this.id, token, prediction, { ...pick, id: randomId() }));
  }

  lock(prediction: string): Promise<boolean> {
    return this.ask((token) => rest.lockPrediction(this.id, token, prediction, { id: randomId() }));
  }

  resolve(prediction: string, outcome: string): Promise<boolean> {
    const body = { id: randomId(), outcome };
    return this.ask((token) => rest.resolvePrediction(this.id, token, prediction, body));
  }

  cancel(prediction: string): Promise<boolean> {
    return this.ask((token) => rest.cancelPrediction(this.id, token, prediction, { id: randomId() }));
  }

  private get id(): string {
    return this.session.view.session.id;
  }

  private get me(): string {
    return this.session.view.me.id;
  }

  private async ask(action: (token: string) => Promise<Prediction>): Promise<boolean> {
    try {
      await asMe(action);
      // What was done comes with the log; without a live connection it is asked for.
      if (this.session.view.connection !== 'live') void this.load();
      return true;
    } catch (error) {
      toast(this.wordsOf(error), 'trouble');
      if (error instanceof AwayError) this.tryAgain();
      return false;
    }
  }

  private wordsOf(error: unknown): string {
    if (error instanceof ProblemError) return text.trouble.refused(error.message);
    if (error instanceof AwayError) return text.away.again(error.service);
    return text.trouble.unanswered;
  }

  private async load(): Promise<void> {
    if (this.loading || this.closed) return;
    this.loading = true;
    clearTimeout(this.timer);
    try {
      const told = await asMe((token) => rest.predictions(this.id, token));
      this.away.value = false;
      this.known.value = this.session.view.activity.reduce(
        (known, event) => predictionsAfter(known, event, this.me),
        predictionsFrom(told),
      );
    } catch (error) {
      if (error instanceof UnreachableError) this.tryAgain();
      else this.loadIn(AGAIN_MS * (1 + Math.random()));
    } finally {
      this.loading = false;
    }
  }

  private tryAgain(): void {
    this.away.value = true;
    this.loadIn(AGAIN_MS * (1 + Math.random()));
  }

  private loadIn(ms: number): void {
    clearTimeout(this.timer);
    if (!this.closed) this.timer = setTimeout(() => void this.load(), ms);
  }

  private onEvent(event: EventFrame): void {
    const before = this.known.value;
    if (before === null) return;
    this.known.value = predictionsAfter(before, event, this.me);
    if (event.event.type !== 'prediction_resolved') return;
    this.fresh.value = new Set([...this.fresh.value, event.event.prediction]);
    const spread = REFRESH_SPREAD_MS_PER_PERSON * this.session.view.session.present;
    this.loadIn(REFRESH_MS + Math.random() * spread);
  }
}

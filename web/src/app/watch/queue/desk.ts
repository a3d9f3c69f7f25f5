/** What people do with the queue: each gesture is one request. */
import type { Command, Outcome, QueueItem, QueueOrder, QueueRepeat, View } from '../../../client';
import { leads, nextOf } from '../../../client';
import { text } from '../../text';
import { toast } from '../../toasts';

/** The server takes no more at once. */
const LINES_MAX = 50;

export class QueueDesk {
  constructor(
    private readonly view: () => View,
    private readonly ask: (command: Command) => Promise<Outcome>,
  ) {}

  /** Whether I decide alone what is on screen, and what waits. */
  get leads(): boolean {
    const view = this.view();
    return leads(view, view.me.id);
  }

  get next(): QueueItem | null {
    return nextOf(this.view().queue);
  }

  /** One link a line. Returns whether it was done. */
  async add(lines: string, place: 'end' | 'next' = 'end'): Promise<boolean> {
    const urls = lines.split(/\s+/).filter((line) => line !== '');
    if (urls.length === 0) return false;
    if (urls.length > LINES_MAX) {
      toast(text.queue.tooMany(LINES_MAX), 'trouble');
      return false;
    }
    const outcome = await this.ask({ type: 'queue_add', items: urls.map((url) => ({ url })), place });
    return outcome.kind === 'done';
  }

  move(item: number, before: number | null): void {
    void this.ask({ type: 'queue_move', item, ...(before !== null && { before }) });
  }

  /** One place up or down. */
  step(item: number, by: -1 | 1): void {
    const { items } = this.view().queue;
    const index = items.findIndex(({ id }) => id === item);
    const target = index + by;
    if (index === -1 || target < 0 || target >= items.length) return;
    this.move(item, items[by === -1 ? target : target + 1]?.id ?? null);
  }

  playNow(item: number): void {
    void this.ask({ type: 'queue_play', item });
  }

  playNext(item: number): void {
    const first = this.view().queue.items[0];
    if (first !== undefined) this.move(item, first.id);
  }

  remove(item: number): void {
    void this.ask({ type: 'queue_remove', items: [item] });
  }

  clear(): void {
    void this.ask({ type: 'queue_clear' });
  }

  vote(item: number): void {
    void this.ask({ type: 'queue_vote', item, up: !this.view().votes.items.includes(item) });
  }

  /** Goes on, or votes for it, as this member may. */
  skip(): void {
    const { queue, votes } = this.view();
    const { id } = queue.on_screen;
    if (this.next === null) return toast(text.queue.nothingNext);
    if (this.leads) void this.ask({ type: 'queue_next', leaves: id });
    else void this.ask({ type: 'queue_skip', item: id, up: !votes.skip });
  }

  previous(): void {
    const { queue } = this.view();
    if (!queue.has_previous) return toast(text.queue.nothingBefore);
    if (!this.leads) return toast(text.queue.hostOnly);
    void this.ask({ type: 'queue_previous', leaves: queue.on_screen.id });
  }

  shuffle(): void {
    void this.ask({ type: 'queue_shuffle' });
  }

  repeat(repeat: QueueRepeat): void {
    void this.ask({ type: 'queue_set', repeat });
  }

  order(order: QueueOrder): void {
    void this.ask({ type: 'queue_set', order });
  }

  gap(gap_s: number): void {
    void this.ask({ type: 'queue_set', gap_s });
  }

  cancel(): void {
    const { announced } = this.view().queue;
    if (announced !== null) void this.ask({ type: 'queue_cancel', announced: announced.seq });
  }

  undo(seq: number): void {
    void this.ask({ type: 'queue_undo', seq });
  }
}

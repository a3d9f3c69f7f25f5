/** What people do with the queue: each gesture is one request. */
import type {
  Code,
  Command,
  Outcome,
  Permission,
  QueueItem,
  QueueNewItem,
  QueueOrder,
  QueueRepeat,
  View,
} from '../../../client';
import { nextOf } from '../../../client';
import { text } from '../../text';
import { toast } from '../../toasts';

/** The server takes no more at once. */
export const QUEUE_ADD_MAX = 50;
/** How many may wait, and how many of one member who is neither host nor co-host. */
const ITEMS_MAX = 200;
const ITEMS_PER_MEMBER_MAX = 50;

export class QueueDesk {
  constructor(
    private readonly view: () => View,
    private readonly ask: (command: Command, expected?: Code) => Promise<Outcome>,
    private readonly askQuietly: (command: Command) => Promise<Outcome>,
    private readonly whyNot: (permission: Permission) => string | null,
  ) {}

  /** Whether I decide alone what is on screen, and how the queue goes. */
  get leads(): boolean {
    return this.whyNot('queue_manage') === null;
  }

  /** How many more I may add. */
  get room(): number {
    const { queue, me } = this.view();
    const mine = queue.items.filter(({ by }) => by === me.id).length;
    const ofMine = me.role === 'host' || me.role === 'co_host' ? ITEMS_MAX : ITEMS_PER_MEMBER_MAX - mine;
    return Math.max(0, Math.min(ITEMS_MAX - queue.items.length, ofMine));
  }

  get next(): QueueItem | null {
    return nextOf(this.view().queue);
  }

  /** One link a line. Where the only one leads to several videos, nobody has been told yet. */
  async add(lines: string): Promise<'added' | 'list' | 'not'> {
    const urls = lines.split(/\s+/).filter((line) => line !== '');
    if (urls.length === 0) return 'not';
    if (urls.length > QUEUE_ADD_MAX) {
      toast(text.queue.tooMany(QUEUE_ADD_MAX), 'trouble');
      return 'not';
    }
    const expected = urls.length === 1 ? 'not_one_video' : undefined;
    const items = urls.map((url) => ({ url }));
    const outcome = await this.ask({ type: 'queue_add', items }, expected);
    if (outcome.kind === 'done') return 'added';
    return outcome.kind === 'refused' && outcome.code === expected ? 'list' : 'not';
  }

  async addOne(item: QueueNewItem): Promise<void> {
    await this.ask({ type: 'queue_add', items: [item] });
  }

  /** All of them or none; whoever asks tells what came of it. */
  addItems(items: QueueNewItem[]): Promise<Outcome> {
    return this.askQuietly({ type: 'queue_add', items });
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
    const why = this.whyNot('queue_manage');
    if (why !== null) return toast(why);
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

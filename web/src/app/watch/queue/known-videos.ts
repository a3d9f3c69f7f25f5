/** What the server has found out about the videos of a queue: title, length, picture. The page is whole without. */
import { signal } from '@preact/signals';
import type { CatalogVideo } from '../../../client';

/** As many as the server tells of at once. */
const AT_ONCE = 50;
/** When something is asked about again that nothing was known of: by then a worker may have found it. */
const AGAIN_MS = 60_000;

export class KnownVideos {
  readonly all = signal<ReadonlyMap<string, CatalogVideo>>(new Map());
  private readonly askedAt = new Map<string, number>();

  constructor(
    private readonly ask: (ids: readonly string[]) => Promise<readonly CatalogVideo[]>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** To be called whenever the queue has changed, and now and then. */
  async look(ids: Iterable<string>): Promise<void> {
    const open = [...new Set(ids)].filter((id) => this.isOpen(id));
    for (const id of open) this.askedAt.set(id, this.now());
    for (let from = 0; from < open.length; from += AT_ONCE) {
      const found = await this.ask(open.slice(from, from + AT_ONCE)).catch(() => []);
      if (found.length > 0)
        this.all.value = new Map([...this.all.value, ...found.map((video) => [video.id, video] as const)]);
    }
  }

  private isOpen(id: string): boolean {
    const known = this.all.value.get(id);
    if (known !== undefined && known.title !== '') return false;
    const askedAt = this.askedAt.get(id);
    return askedAt === undefined || this.now() - askedAt >= AGAIN_MS;
  }
}

/** What the rivals need besides the rig: their page, and a relay behind delay proxies like those of the server. */
import type { BrowserContext } from 'playwright-core';
import { seeded } from '../../tests/unit/support';
import { DelayProxy } from '../delay-proxy';
import type { Place } from '../networks';
import { WebBuild } from '../web-build';
import type { RivalName } from './names';
import { Relay } from './relay';

const SEED = 2;

export class RivalStage {
  private constructor(
    private readonly web: WebBuild,
    private readonly relay: Relay,
    private readonly proxies: readonly DelayProxy[],
  ) {}

  static async open(places: readonly Place[]): Promise<RivalStage> {
    const random = seeded(SEED);
    const [web, relay] = await Promise.all([WebBuild.make('rivals'), Relay.start()]);
    const proxies = await Promise.all(places.map((place) => DelayProxy.start(place, random)));
    for (const proxy of proxies) proxy.lead(relay.origin);
    return new RivalStage(web, relay, proxies);
  }

  serve(context: BrowserContext): Promise<void> {
    return this.web.serve(context);
  }

  /** What person `i` opens the watch page with. */
  query(rival: RivalName, i: number): string {
    const relay = this.proxies[i]?.origin ?? '';
    return `?${new URLSearchParams({ rival, relay })}`;
  }

  async close(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.stop()));
    await Promise.all([this.relay.stop(), this.web.remove()]);
  }
}

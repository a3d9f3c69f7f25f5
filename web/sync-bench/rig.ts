/** The rig: one server, one browser, people behind ways of their own with clocks of their own. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium as engine } from 'playwright-core';
import { Rest } from '../src/client/rest';
import { Person } from '../tests/browser/support/person';
import { chromium, RESULTS } from '../tests/browser/support/requirements';
import { Server } from '../tests/browser/support/server';
import { pause, until } from '../tests/browser/support/until';
import { seeded } from '../tests/unit/support';
import { DelayProxy } from './delay-proxy';
import { installHiding } from './hiding';
import { BenchMedia } from './media';
import type { Place } from './networks';
import { installProbe, type Motion, type Notes, type Probe } from './probe';
import type { RivalName } from './rivals/names';
import { RivalStage } from './rivals/stage';
import { WebBuild } from './web-build';

/** Time for the first burst of pings of everybody. */
const CLOCKS_MS = 2_000;

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The pages are given to the browser here, and then it does not know that they are as local as the sockets.
  '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
  '--mute-audio',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

declare global {
  interface Window {
    probe: Probe;
  }
}

export interface Gathering {
  /** The video. */
  readonly url: string;
  /** By whose rules they watch; by ours where missing. */
  readonly rival?: RivalName;
}

export interface Counts {
  readonly seeks: number;
  readonly rateWrites: number;
}

export class Rig {
  people: Person[] = [];
  private readonly rulers: string[] = [];

  private constructor(
    readonly server: Server,
    readonly browser: Browser,
    private readonly places: readonly Place[],
    private readonly proxies: readonly DelayProxy[],
    readonly media: BenchMedia,
    private readonly web: WebBuild,
  ) {}

  static async open(seed: number, places: readonly Place[]): Promise<Rig> {
    const random = seeded(seed);
    const proxies = await Promise.all(places.map((place) => DelayProxy.start(place, random)));
    process.env.SAMEFRAME_ALLOW_ORIGIN = proxies.map(({ origin }) => origin).join(',');
    const server = await Server.start();
    for (const proxy of proxies) proxy.lead(server.origin);
    const [browser, media, web] = await Promise.all([
      engine.launch({ executablePath: chromium(), args: ARGS }),
      BenchMedia.start(),
      WebBuild.make('app'),
    ]);
    const rig = new Rig(server, browser, places, proxies, media, web);
    await rig.makeRulers();
    return rig;
  }

  /** Everybody joins a new session and sees a picture that stands. */
  async gather({ url, rival }: Gathering): Promise<void> {
    await this.goHome();
    const stage = rival === undefined ? null : await this.rivals();
    const rest = new Rest({ origin: this.server.origin });
    const { token } = await rest.createUser('Rig');
    const { session } = await rest.createSession(token, { url });
    for (const place of this.places) await this.arrive(place, stage ?? this.web);
    await Promise.all(
      this.people.map(async (person, i) => {
        await person.comeTo(session.id, rival === undefined ? '' : (stage?.query(rival, i) ?? ''));
        await this.rule(i);
        await this.isLive(i);
      }),
    );
    await pause(CLOCKS_MS);
  }

  /** The line of person `i`. */
  line(i: number): DelayProxy {
    const line = this.proxies[i];
    if (line === undefined) throw new Error(`nobody is number ${i}`);
    return line;
  }

  /** Person `i` loads the page anew, as one who comes late. */
  async reload(i: number): Promise<void> {
    const person = this.person(i);
    await person.page.reload();
    await this.rule(i);
  }

  person(i: number): Person {
    const person = this.people[i];
    if (person === undefined) throw new Error(`nobody is number ${i}`);
    return person;
  }

  notes(): Promise<Notes[]> {
    return Promise.all(this.people.map(({ page }) => page.evaluate(() => window.probe.notes)));
  }

  /** What all players together have done so far. */
  async counts(): Promise<Counts> {
    const counts = await Promise.all(
      this.people.map(({ page }) =>
        page.evaluate(() => ({
          seeks: window.probe.notes.seeks.length,
          rateWrites: window.probe.notes.rateWrites,
        })),
      ),
    );
    return counts.reduce((sum, one) => ({
      seeks: sum.seeks + one.seeks,
      rateWrites: sum.rateWrites + one.rateWrites,
    }));
  }

  /** True server time. */
  async now(): Promise<number> {
    const at = await this.person(0).page.evaluate(() => window.probe.notes.sights.at(-1)?.at);
    if (at === undefined) throw new Error('nothing was seen yet');
    return at;
  }

  /** The timeline as person `i` knows it. */
  async motion(i: number): Promise<Motion> {
    const motion = await this.person(i).page.evaluate(() => window.probe.notes.motions.at(-1));
    if (motion === undefined) throw new Error('there is no timeline yet');
    return motion;
  }

  /** After a failure: what everybody saw, and what their pages complained of. */
  async keep(): Promise<void> {
    await mkdir(RESULTS, { recursive: true });
    for (const { name, page, troubles } of this.people) {
      await page.screenshot({ path: join(RESULTS, `sync-bench-${name}.png`) }).catch(() => undefined);
      for (const trouble of troubles) console.error(trouble);
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await Promise.all(this.proxies.map((proxy) => proxy.stop()));
    await this.stage?.close();
    await Promise.all([this.server.remove(), this.media.stop(), this.web.remove()]);
  }

  private async arrive(place: Place, pages: Pick<WebBuild, 'serve'>): Promise<void> {
    const i = this.people.length;
    const origin = this.proxies[i]?.origin ?? '';
    const person = await Person.arrive(this.browser, origin, place.name, {
      viewport: { width: 900, height: 600 },
    });
    await person.context.addInitScript(installProbe, { skewPpm: place.skewPpm, offsetMs: place.offsetMs });
    // Second, so that the probe keeps the timers as they are.
    await person.context.addInitScript(installHiding);
    await pages.serve(person.context);
    this.people.push(person);
  }

  private async rule(i: number): Promise<void> {
    const ruler = { url: `${this.server.origin.replace('http', 'ws')}`, token: this.rulers[i] ?? '' };
    const url = `${ruler.url}${this.live}`;
    await this.person(i).page.evaluate(([to, token]) => window.probe.rule(to, token), [
      url,
      ruler.token,
    ] as const);
  }

  private live = '';
  private stage: RivalStage | null = null;

  private async rivals(): Promise<RivalStage> {
    this.stage ??= await RivalStage.open(this.places);
    return this.stage;
  }

  private async isLive(i: number): Promise<void> {
    const live = () =>
      this.person(i).page.evaluate(() => {
        const { motions, boundMs } = window.probe.notes;
        return motions.length > 0 && boundMs < Number.POSITIVE_INFINITY;
      });
    await until(`the socket of person ${i} is live`, live);
  }

  /** A session that nobody watches: its sockets tell the server's time. */
  private async makeRulers(): Promise<void> {
    const rest = new Rest({ origin: this.server.origin });
    const host = await rest.createUser('Ruler');
    const url = `${this.server.origin}/media/sample.mp4`;
    const { session } = await rest.createSession(host.token, { url });
    for (const { name } of this.places) {
      const user = await rest.createUser(name);
      const joined = await rest.join(session.id, user.token, { name });
      this.rulers.push(joined.token);
      this.live = new URL(joined.endpoints.live, this.server.origin).pathname;
    }
  }

  private async goHome(): Promise<void> {
    for (const person of this.people) await person.context.close();
    this.people = [];
  }
}

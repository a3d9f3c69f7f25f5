/** The rig: one server, one browser, four people behind ways of their own with clocks of their own. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium as engine } from 'playwright-core';
import { Rest } from '../src/client/rest';
import { Person } from '../tests/browser/support/person';
import { chromium, RESULTS } from '../tests/browser/support/requirements';
import { Server } from '../tests/browser/support/server';
import { pause, until } from '../tests/browser/support/until';
import { seeded } from '../tests/unit/support';
import { DelayProxy, type Way } from './delay-proxy';
import { BenchMedia } from './media';
import { type Bend, installProbe, type Motion, type Notes, type Probe } from './probe';
import { WebBuild } from './web-build';

interface Place extends Way, Bend {
  readonly name: string;
}

/** Same house, same country, mobile, another continent. */
export const PLACES: readonly Place[] = [
  { name: 'Ana', baseMs: 3, jitterMs: 1, skewPpm: 0, offsetMs: 0 },
  { name: 'Ben', baseMs: 25, jitterMs: 8, skewPpm: 40, offsetMs: 7 * 60_000 },
  { name: 'Cleo', baseMs: 60, jitterMs: 15, skewPpm: -50, offsetMs: -3 * 60_000 + 123_456_789 },
  { name: 'Dan', baseMs: 120, jitterMs: 40, skewPpm: 80, offsetMs: 31 * 60_000 },
];

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

export class Rig {
  people: Person[] = [];
  private readonly rulers: string[] = [];

  private constructor(
    readonly server: Server,
    readonly browser: Browser,
    private readonly proxies: readonly DelayProxy[],
    readonly media: BenchMedia,
    private readonly web: WebBuild,
  ) {}

  static async open(seed: number): Promise<Rig> {
    const random = seeded(seed);
    const proxies = await Promise.all(PLACES.map((place) => DelayProxy.start(place, random)));
    process.env.SAMEFRAME_ALLOW_ORIGIN = proxies.map(({ origin }) => origin).join(',');
    const server = await Server.start();
    for (const proxy of proxies) proxy.lead(server.origin);
    const [browser, media, web] = await Promise.all([
      engine.launch({ executablePath: chromium(), args: ARGS }),
      BenchMedia.start(),
      WebBuild.make(),
    ]);
    const rig = new Rig(server, browser, proxies, media, web);
    await rig.makeRulers();
    return rig;
  }

  /** Everybody joins a new session and sees a picture that stands. */
  async gather(sound: boolean): Promise<void> {
    await this.goHome();
    const rest = new Rest({ origin: this.server.origin });
    const { token } = await rest.createUser('Rig');
    const url = this.media.url(sound);
    const { session } = await rest.createSession(token, { url });
    for (const place of PLACES) await this.arrive(place);
    await Promise.all(
      this.people.map(async (person, i) => {
        await person.comeTo(session.id);
        await this.rule(i);
        await this.isLive(i);
      }),
    );
    await pause(CLOCKS_MS);
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
    await Promise.all([this.server.remove(), this.media.stop(), this.web.remove()]);
  }

  private async arrive(place: Place): Promise<void> {
    const i = this.people.length;
    const origin = this.proxies[i]?.origin ?? '';
    const person = await Person.arrive(this.browser, origin, place.name, {
      viewport: { width: 900, height: 600 },
    });
    await person.context.addInitScript(installProbe, { skewPpm: place.skewPpm, offsetMs: place.offsetMs });
    await this.web.serve(person.context);
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
    for (const { name } of PLACES) {
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

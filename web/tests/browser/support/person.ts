/** Somebody in front of a browser of their own, and what they do and see. */
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { until } from './until';

export interface PersonOptions {
  readonly viewport?: { width: number; height: number };
  readonly colorScheme?: 'dark' | 'light';
  readonly isMobile?: boolean;
  /** A browser that leaves no streams to a page: what it does not play by itself, it does not play. */
  readonly withoutMediaSource?: boolean;
}

/** What the video element does at one moment. */
export interface Sight {
  /** Milliseconds since the epoch, by the machine's clock. */
  readonly at: number;
  readonly position: number;
  readonly paused: boolean;
  readonly rate: number;
  readonly readyState: number;
}

const PICTURE = readFileSync(new URL('../../../public/icon.png', import.meta.url));
const DESKTOP = { width: 1280, height: 760 };

export class Person {
  /** What went wrong in the page, other than what the test provoked. */
  readonly troubles: string[] = [];
  /** The user's own socket comes back by itself wherever a server goes away; its own tests watch it. */
  private readonly provoked: RegExp[] = [/\/api\/users\/me\/live/];

  private constructor(
    readonly name: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async arrive(browser: Browser, origin: string, name: string, options: PersonOptions = {}) {
    const context = await browser.newContext({
      baseURL: origin,
      viewport: options.viewport ?? DESKTOP,
      colorScheme: options.colorScheme ?? 'dark',
      isMobile: options.isMobile ?? false,
      hasTouch: options.isMobile ?? false,
    });
    context.setDefaultTimeout(15_000);
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    if (options.withoutMediaSource) {
      await context.addInitScript(() => {
        for (const name of ['MediaSource', 'ManagedMediaSource']) Reflect.deleteProperty(globalThis, name);
      });
    }
    // Tests need no network; the picture of a video comes from its site.
    await context.route('https://i.ytimg.com/**', (route) =>
      route.fulfill({ contentType: 'image/png', body: PICTURE }),
    );
    const person = new Person(name, context, await context.newPage());
    person.page.on('pageerror', (error) => person.complain(`page error: ${error.message}`));
    person.page.on('console', (message) => {
      if (message.type() === 'error')
        person.complain(`console: ${message.text()} (${message.location().url})`);
    });
    return person;
  }

  /** The test causes trouble like this on purpose. */
  expectTrouble(like: RegExp): void {
    this.provoked.push(like);
  }

  /** Goes home. A request that the test still answers by itself goes unanswered. */
  async leave(): Promise<void> {
    for (const page of this.context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await this.context.unrouteAll({ behavior: 'ignoreErrors' });
    await this.context.close();
  }

  by(testId: string) {
    return this.page.getByTestId(testId);
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path);
  }

  /** Starts a session on the home page and lands in its lobby. Returns its id. */
  async startSession(url: string, title = ''): Promise<string> {
    await this.open('/');
    await this.by('name-input').fill(this.name);
    await this.by('url-input').fill(url);
    await this.by('title-input').fill(title);
    await this.by('start').click();
    await this.by('join').waitFor();
    const id = /^\/s\/([^/]+)(?:\/embedded)?$/.exec(new URL(this.page.url()).pathname)?.[1];
    if (id === undefined) throw new Error(`this is no watch page: ${this.page.url()}`);
    return id;
  }

  /** On the home page, unfolds what most sessions do without. */
  async wantsMoreChoices(): Promise<void> {
    await this.by('more-choices').click();
  }

  /** Opens the link and joins. */
  async comeTo(session: string, query = ''): Promise<void> {
    await this.open(`/s/${session}${query}`);
    await this.join();
  }

  async join(): Promise<void> {
    await this.enter();
    await this.seesPicture();
  }

  /** Joins, whether the video plays or not. */
  async enter(): Promise<void> {
    await this.by('join').waitFor();
    await this.by('name-input').fill(this.name);
    await this.by('join').click();
    await this.by('play').waitFor();
  }

  async seesPicture(): Promise<void> {
    await this.by('play').waitFor();
    await until(`${this.name} sees a picture`, async () => (await this.sight()).readyState >= 2);
  }

  async sight(): Promise<Sight> {
    return this.page.evaluate(() => {
      const video = document.querySelector('video');
      if (video === null) throw new Error('there is no video on this page');
      const { currentTime: position, paused, playbackRate: rate, readyState } = video;
      return { at: performance.timeOrigin + performance.now(), position, paused, rate, readyState };
    });
  }

  async status(): Promise<string | null> {
    return this.by('play').getAttribute('data-status');
  }

  /** The page says that everybody plays, or stands. */
  async shows(status: 'playing' | 'paused'): Promise<void> {
    await this.page.locator(`[data-testid=play][data-status=${status}]`).waitFor();
  }

  /** The picture moves: not only asked to, but seen to. */
  async seesMotion(): Promise<void> {
    const from = await this.sight();
    await until(`${this.name}'s picture moves`, async () => {
      const { paused, position } = await this.sight();
      return !paused && Math.abs(position - from.position) > 0.2;
    });
  }

  /** The picture stands at `position`, to a frame. */
  async stands(position: number): Promise<void> {
    let sight = await this.sight();
    const there = async () => {
      sight = await this.sight();
      return sight.paused && Math.abs(sight.position - position) <= 0.04;
    };
    await until(`${this.name} stands at ${position.toFixed(3)} s`, there).catch((error: unknown) => {
      throw new Error(`${this.name} is at ${sight.position} s, paused: ${sight.paused}`, { cause: error });
    });
  }

  /** The picture is within half a second of `position`, moving or not. */
  async isNear(position: number): Promise<void> {
    await until(`${this.name} is near ${position} s`, async () => {
      const sight = await this.sight();
      return Math.abs(sight.position - position) < 0.5;
    });
  }

  /** Clicks on a bar at a share of its width. */
  async pick(bar: string, share: number): Promise<void> {
    const box = await this.by(bar).boundingBox();
    if (box === null) throw new Error(`the bar ${bar} cannot be seen`);
    await this.page.mouse.click(box.x + box.width * share, box.y + box.height / 2);
  }

  private complain(trouble: string): void {
    if (!this.provoked.some((like) => like.test(trouble))) this.troubles.push(`${this.name}: ${trouble}`);
  }
}

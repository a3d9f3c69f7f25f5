/** What every browser test stands on: one server and one browser per file, people per test. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium as engine } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { Person, type PersonOptions } from './person';
import { chromium, RESULTS } from './requirements';
import { Server } from './server';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--mute-audio',
];

/** What the pages come from. */
interface Host {
  readonly origin: string;
  /** For the report of a failure. */
  lastWords(): string;
  remove(): Promise<void>;
}

export class Stage<H extends Host = Server> {
  private people: Person[] = [];

  private constructor(
    readonly server: H,
    private readonly browser: Browser,
  ) {}

  static async open<H extends Host>(start: () => Promise<H>): Promise<Stage<H>> {
    const server = await start();
    try {
      return new Stage(server, await engine.launch({ executablePath: chromium(), args: ARGS }));
    } catch (error) {
      await server.remove();
      throw error;
    }
  }

  get sample(): string {
    return `${this.server.origin}/media/sample.mp4`;
  }

  async person(name: string, options?: PersonOptions): Promise<Person> {
    const person = await Person.arrive(this.browser, this.server.origin, name, options);
    this.people.push(person);
    return person;
  }

  /** Everybody goes home. Fails where a page had trouble; after a failure, what they saw is kept. */
  async clear(test: string, failed: boolean): Promise<void> {
    const people = this.people;
    this.people = [];
    const troubles = people.flatMap((person) => person.troubles);
    if (failed || troubles.length > 0) await keep(test, people);
    for (const person of people) await person.leave();
    if (failed) console.error(`the server's last words:\n${this.server.lastWords()}`);
    expect(troubles).toEqual([]);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.remove();
  }
}

/** Gives the tests of a file their stage. */
export function useStage(): () => Stage;
export function useStage<H extends Host>(start: () => Promise<H>): () => Stage<H>;
export function useStage(start: () => Promise<Host> = () => Server.start()): () => Stage<Host> {
  let stage: Stage<Host> | null = null;
  const here = () => {
    if (stage === null) throw new Error('the stage is not open');
    return stage;
  };
  beforeAll(async () => {
    stage = await Stage.open(start);
  });
  afterEach(({ task }) => stage?.clear(task.name, task.result?.state === 'fail'));
  afterAll(() => stage?.close());
  return here;
}

async function keep(test: string, people: readonly Person[]): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  for (const { name, page } of people) {
    const file = `${test} ${name}`.replaceAll(/\W+/g, '-').slice(0, 100);
    await page.screenshot({ path: join(RESULTS, `${file}.png`) }).catch(() => undefined);
  }
}

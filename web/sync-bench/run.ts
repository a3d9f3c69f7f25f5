/** The synchrony benchmark. What is measured is in `options.ts`. */
import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, test } from 'vitest';
import { Bench } from './bench';
import { runMatrix } from './matrix';
import { optionsOf } from './options';
import { plot } from './plot';

const options = optionsOf(process.env);
const bench = new Bench(options);
afterEach(({ task }) => (task.result?.state === 'fail' ? bench.keep() : undefined));
afterAll(() => bench.close());

test('synchrony', async () => {
  const { figures, courses } = options.matrix ? await runMatrix(bench) : await bench.measure();
  if (options.plot !== null) await writeFile(options.plot, plot(courses));
  if (options.json !== null) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);
});

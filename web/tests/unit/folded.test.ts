import { expect, test } from 'vitest';
import { folded } from '../../src/app/folded';

test('VID-7: case, accents and forms of letters do not count', () => {
  for (const [text, same] of [
    ['Amélie', 'amelie'],
    ['Ame\u0301lie', 'amelie'],
    ['Ångström', 'angstrom'],
    ['ＦＵＬＬ', 'full'],
  ] as const) {
    expect(folded(text)).toBe(same);
  }
});

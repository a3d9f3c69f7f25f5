import { expect, test } from 'vitest';
import { CHROMIUM, Device, FIREFOX, profileOf, SAFARI } from '../../src/client';
import { PositionEnvelope } from '../../src/client/position-envelope';

function device(found: Record<string, string> = {}) {
  const texts = new Map(Object.entries(found));
  return new Device({
    recall: (key) => texts.get(key) ?? null,
    keep: (key, text) => void texts.set(key, text),
  });
}

test('what was learned comes back', () => {
  const kept = device();
  expect(kept.facts).toEqual({});
  const facts = { start: { first: 140, cold: 90, warm: 3 }, silentStart: { first: 9 }, seekMs: 77 };
  kept.learned(facts);
  expect(kept.facts).toEqual(facts);
});

test.each(['{', 'null', '[]', '7', '{"start":5,"seekMs":"x"}'])('kept nonsense is nothing: %s', (text) => {
  expect(device({ 'sameframe.player': text }).facts).toEqual({});
});

test('the offset is kept, and limited', () => {
  const kept = device();
  expect(kept.offsetMs).toBe(0);
  for (const [asked, got] of [
    [-120, -120],
    [900, 500],
    [-900, -500],
    [Number.NaN, 0],
  ] as const) {
    kept.offsetMs = asked;
    expect(kept.offsetMs).toBe(got);
  }
  expect(device({ 'sameframe.offset': 'soon' }).offsetMs).toBe(0);
});

test('browsers are told apart', () => {
  const webkit = 'Mozilla/5.0 (X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
  expect(profileOf(`${webkit} Version/18.0 Safari/605.1.15`)).toBe(SAFARI);
  expect(profileOf(`${webkit} Chrome/156.0.0.0 Safari/537.36`)).toBe(CHROMIUM);
  expect(profileOf('Mozilla/5.0 (X; rv:153.0) Gecko/20100101 Firefox/153.0')).toBe(FIREFOX);
  expect(profileOf('something else')).toBe(CHROMIUM);
});

test('a position in steps is read by its upper edge', () => {
  const envelope = new PositionEnvelope();
  let worst = 0;
  for (let now = 0; now < 5_000; now += 50) {
    const told = Math.floor((now + 13) / 40) * 0.04;
    const read = envelope.read(now, told, 1);
    if (now > 1_000) worst = Math.max(worst, Math.abs(read - (now + 13) / 1000));
  }
  expect(worst).toBeLessThan(0.012);
});

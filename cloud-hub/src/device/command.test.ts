import type { Reported, StreamReport } from '@lookout/shared/protocol/presence';
import { expect, test } from 'vitest';
import { type AskedCommand, commandOf } from './command.ts';
import { judgementOf, reportedOf } from './device.fixture.ts';

const stream = (name: string, faults: string[]): Partial<StreamReport> => ({ name, faults });
const judged = { ...stream('press', []), judgement: judgementOf() };
const reported = reportedOf([stream('loop', ['leak', 'stuck']), stream('host', []), judged]);
const id = '0b0e6c3e-5a3c-4b7e-9d52-6f7a0d3c1b2a';

const read = (asked: AskedCommand, of: Reported | null = reported) =>
  commandOf(asked, of, { by: 'ada', id, now: 1_000 });

test('a fault, with what was left unsaid filled in', () => {
  expect(read({ type: 'injectFault', stream: 'loop', fault: 'leak' })).toEqual({
    id,
    expiresAt: 61_000,
    type: 'injectFault',
    args: { stream: 'loop', fault: 'leak', severity: 1, durationMs: 60_000 },
  });
});

test('the end of a fault, for good', () => {
  const asked = {
    type: 'injectFault',
    stream: 'loop',
    fault: null,
    durationSeconds: null,
  } as const;
  expect(read(asked)).toMatchObject({ args: { fault: null, durationMs: null } });
});

test('a self-test', () => {
  expect(read({ type: 'selfTest', stream: 'host' })).toMatchObject({
    expiresAt: 301_000,
    args: { stream: 'host' },
  });
});

test('a reset is asked for under the name of who asks, and not for long', () => {
  const asked = { type: 'acknowledgeAndReset', stream: 'press', mode: 'rezero' } as const;
  expect(read(asked)).toEqual({
    id,
    expiresAt: 61_000,
    type: 'acknowledgeAndReset',
    args: { stream: 'press', mode: 'rezero', by: 'ada' },
  });
});

test.each<[what: string, asked: AskedCommand, of: Reported | null, code: string, words: string]>([
  ['a stream it has not', { type: 'selfTest', stream: 'other' }, reported, 'notFound', 'other'],
  ['a device that never reported', { type: 'selfTest', stream: 'loop' }, null, 'notFound', 'loop'],
  [
    'a fault it has not',
    { type: 'injectFault', stream: 'loop', fault: 'fire' },
    reported,
    'noSuchFault',
    'leak, stuck',
  ],
  [
    'a real sensor',
    { type: 'injectFault', stream: 'host', fault: 'leak' },
    reported,
    'noSuchFault',
    'simulated',
  ],
  [
    'a stream that nothing judges yet',
    { type: 'acknowledgeAndReset', stream: 'host', mode: 'restore' },
    reported,
    'notJudged',
    'update the agent',
  ],
])('refused: %s', (_what, asked, of, code, words) => {
  let problem: unknown;
  try {
    read(asked, of);
  } catch (error) {
    problem = error;
  }
  expect(problem).toMatchObject({ code });
  expect(JSON.stringify(problem) + String(problem)).toContain(words);
});

import { expect, test } from 'vitest';
import { liveness } from './liveness.ts';

test.each([
  ['just opened', { connected: false, heardAtMs: null }, 1_000, { state: 'connecting' }],
  ['never reached', { connected: false, heardAtMs: null }, 5_000, { state: 'lost', ageMs: null }],
  ['hearing', { connected: true, heardAtMs: 9_800 }, 10_000, { state: 'live', ageMs: 200 }],
  ['socket gone', { connected: false, heardAtMs: 9_800 }, 10_000, { state: 'lost', ageMs: 200 }],
  ['silent', { connected: true, heardAtMs: 1_000 }, 10_000, { state: 'lost', ageMs: 9_000 }],
])('%s', (_name, line, now, expected) => expect(liveness(line, now, 0)).toEqual(expected));

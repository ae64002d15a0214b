import { expect, test } from 'vitest';
import { localInput, type Stretch, stretchOf } from './stretch.ts';

const now = Date.UTC(2026, 2, 1, 12);
const fixed = (from: string, to: string): Stretch => ({ kind: 'fixed', from, to });

test.each([
  ['the last hour', { kind: '1h', from: '', to: '' }, [now - 3_600_000, now]],
  ['the last six', { kind: '6h', from: '', to: '' }, [now - 6 * 3_600_000, now]],
  ['from and to', fixed(localInput(now - 5_000), localInput(now)), [now - 5_000, now]],
  ['backwards', fixed(localInput(now), localInput(now - 5_000)), null],
  ['empty', fixed('', localInput(now)), null],
] satisfies [string, Stretch, number[] | null][])('%s', (_, stretch, expected) => {
  const bounds = stretchOf(stretch, now);
  expect(bounds && [bounds.fromAt, bounds.toAt]).toEqual(expected);
});

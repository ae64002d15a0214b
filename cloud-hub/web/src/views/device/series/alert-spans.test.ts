import { expect, test } from 'vitest';
import { alertOf } from '../../../sample.fixture.ts';
import { spansOf } from './alert-spans.ts';

const sensor = (channel: string, share: number) => ({
  channel,
  unit: null,
  value: 1,
  expected: 0,
  share,
});

test('the score shows every alert, a sensor only those that name it', () => {
  const spans = spansOf([
    alertOf({
      id: 'a',
      since: 1,
      clearedAt: 5,
      channels: [sensor('flow', 0.8), sensor('hum', 0.05)],
    }),
    alertOf({
      id: 'b',
      since: 7,
      priority: 'high',
      channels: [sensor('flow', 0.5), sensor('current', 0.5)],
    }),
  ]);
  const a = { id: 'a', from: 1, to: 5, priority: 'medium' };
  const b = { id: 'b', from: 7, to: null, priority: 'high' };
  expect(spans.all).toEqual([a, b]);
  expect(Object.fromEntries(spans.bySensor)).toEqual({ flow: [a, b], current: [b] });
});

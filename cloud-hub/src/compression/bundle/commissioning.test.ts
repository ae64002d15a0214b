import { expect, test } from 'vitest';
import { commissioningBounds } from './commissioning.ts';

test('the bounds hold a sister machine whose errors are four times larger or smaller', () => {
  const scoreOf = (statistic: number) => Math.log1p(statistic);
  const { medianBounds, spreadBounds } = commissioningBounds({ median: scoreOf(0.6), spread: 0.1 });
  expect(medianBounds[0]).toBeCloseTo(scoreOf(0.15), 12);
  expect(medianBounds[1]).toBeCloseTo(scoreOf(2.4), 12);
  expect(spreadBounds).toEqual([0.025, 0.4]);
});

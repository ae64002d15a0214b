import { expect, test } from 'vitest';
import { dayMs, dayOf, partitionDay, partitionName, planPartitions } from './partition-plan.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const today = dayOf(now);
const name = (offset: number): string => partitionName('scores', today + offset);

test('a partition is named after its day, and leads back to it', () => {
  expect(partitionName('scores', today)).toBe('scores_20260302');
  expect(name(-2)).toBe('scores_20260228');
  expect(partitionDay('scores_20260302')).toBe(today);
  expect(partitionDay('scores_default')).toBeNull();
});

test.each<[string, { partitions: string[]; defaultDays: number[] }, number[], string[]]>([
  ['the first run', { partitions: ['scores_default'], defaultDays: [] }, [0, 1, 2], []],
  ['nothing to do', { partitions: [name(0), name(1), name(2)], defaultDays: [] }, [], []],
  ['the next day', { partitions: [name(-1), name(0), name(1)], defaultDays: [] }, [2], []],
  [
    'days past retention',
    { partitions: [name(-9), name(-8), name(-7), name(0), name(1), name(2)], defaultDays: [] },
    [],
    [name(-9), name(-8)],
  ],
  [
    'strays within retention, before it, and of a clock far ahead',
    {
      partitions: [name(0), name(1), name(2)],
      defaultDays: [today - 3, today - 3000, today + 5000],
    },
    [-3],
    [],
  ],
])('%s', (_, found, create, drop) => {
  const plan = planPartitions({ now, ...found, retentionDays: 7, aheadDays: 2 });
  expect(plan.create).toEqual(create.map((offset) => today + offset));
  expect(plan.drop).toEqual(drop);
  expect(plan.deleteBefore).toBe((today - 7) * dayMs);
});

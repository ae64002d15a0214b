import { expect, test } from 'vitest';
import { compressed, filesOf, worseIn } from './compressed.fixture.ts';
import { choiceTable, detectionTable, speedTable } from './main-tables.ts';

const stage = 'pruned to 25 %';
const rowAt = (rows: readonly object[], at: number): Record<string, unknown> => ({
  ...rows.at(at),
});

test.each([
  ['within', filesOf([0.004, 0.006]), 'yes / no', '20.00×', 'yes, yes, no'],
  [
    'a drop too large in KL',
    worseIn('kl', 0.02, filesOf([0, 0])),
    'no / no',
    '20.00×',
    'no, no, no',
  ],
  ['an interval too wide', filesOf([0, 0], 0.05), 'no / no', '20.00×', 'no, no, no'],
])('%s', (_, files, kept, size, reached) => {
  const all = [compressed([{ stage, us: 50, bytes: 5_000, files }], [0, 0])];
  expect(rowAt(detectionTable(all), 0)['within .01 (.02)']).toBe(kept);
  const row = rowAt(speedTable(all), 0);
  expect(row['file, int8']).toBe(size);
  expect(row['reached within .01 (.02)']).toBe(reached); // twice as fast: 1.7 at batch 1, not 2.5 at 32
});

test('a choice that was lucky is shown with what it does on the other files', () => {
  const lucky = filesOf([0, 0.08]);
  const all = [compressed([{ stage, us: 50, bytes: 5_000, files: lucky }], [0, 0])];
  expect(rowAt(choiceTable(all), 0).chosen).toBe('1× pruned to 25 %, int8-weights; 1× as it was');
  const row = rowAt(detectionTable(all), -1);
  expect(row['drop (upper 95 %), int8 weights']).toMatch(/^0\.040 \(/); // .08 on the one, the base on the other
  expect(rowAt(speedTable(all), -1)['batch 1: fp32 · int8 weights · as images · all int8']).toBe(
    '1.41×',
  );
});

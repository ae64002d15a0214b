import { expect, test } from 'vitest';
import { placementDocument, placementTable, switchLine } from './placement-report.ts';

const cpu = { variant: 'cpu-int8', provider: 'cpu' };
const gpu = { variant: 'gpu-fp16', provider: 'cuda' };
const change = {
  ...{ at: Date.UTC(2026, 10, 24, 8, 12, 5), from: gpu, isUrgent: true },
  to: { ...cpu, code: 'critical' as const, reason: '1 °C are left to the critical temperature.' },
};
const summary = {
  ...{ coveredMs: 7_200_000, switches: 3, urgent: 1, windows: 7_200, late: 18 },
  ran: [
    { ...gpu, ms: 5_400_000 },
    { ...cpu, ms: 1_800_000 },
  ],
};

test('a line for each switch', () => {
  expect(switchLine(change)).toBe(
    '2026-11-24 08:12:05  gpu-fp16 on cuda → cpu-int8 on cpu  [critical, urgent] 1 °C are left to the critical temperature.',
  );
  expect(switchLine({ ...change, from: null })).toContain('begins with cpu-int8 on cpu');
});

test('time of each variant, switches an hour, windows past their deadline', () => {
  const text = placementTable(summary);
  expect(text).toMatch(/gpu-fp16 on cuda +90 min +75\.00 %/);
  expect(text).toContain('3 switches in 2.0 h, 1.50 an hour; 1 of them urgent.');
  expect(text).toContain('18 of 7200 windows past their deadline (0.25 %).');
});

test('the same for machines', () => {
  expect(placementDocument([change], summary)).toMatchObject({
    ...{ switchesPerHour: 1.5, lateShare: 0.0025, changes: [{ to: { code: 'critical' } }] },
  });
});

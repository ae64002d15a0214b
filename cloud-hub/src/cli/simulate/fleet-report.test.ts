import { expect, test } from 'vitest';
import type { FleetCounts } from '../../simulate/fleet.ts';
import { fleetDocument, fleetTable, statusLine } from './fleet-report.ts';

const counts: FleetCounts = {
  ...{ devices: 200, online: 150, asleep: 40, silent: 10, waitingEvents: 3, wireBytes: 4_000_000 },
  phases: new Map([
    ['COMMITTED', 100],
    ['DOWNLOADING', 30],
    ['REVERTED', 4],
  ]),
};

test('one line while it runs, phases in their order', () => {
  expect(statusLine(counts)).toBe(
    '150 online, 40 asleep, 10 silent · DOWNLOADING 30, COMMITTED 100, REVERTED 4',
  );
  expect(statusLine({ ...counts, asleep: 0, silent: 0, phases: new Map() })).toBe(
    '150 online · no release yet',
  );
});

test('a table at the end', () => {
  const lines = fleetTable(counts, 1_000_000).split('\n');
  expect(lines).toContain('COMMITTED        100  50.0 %');
  expect(lines).toContain('no release        66  33.0 %');
  expect(lines.at(-2)).toContain('20.0 kB per device, of it blocks: 5.0 kB');
});

test('the same for machines', () => {
  expect(JSON.parse(JSON.stringify(fleetDocument(counts, 5)))).toMatchObject({
    phases: { DOWNLOADING: 30, COMMITTED: 100 },
    blockBytes: 5,
    devices: 200,
  });
});

import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { DeviceSummary } from '@lookout/shared/protocol/rest';
import { describe, expect, test } from 'vitest';
import { filterRows, nextSorting, rowOf, sortingFrom, sortRows } from './fleet-rows.ts';

const stream = (given: Partial<StreamReport> = {}): StreamReport => ({
  name: 'loop',
  area: null,
  source: 'simulator',
  modelDigest: null,
  modelName: 'loop-vae',
  variant: 'fp32',
  provider: 'cpu',
  providerReason: null,
  windowLength: 10,
  periodMs: 1_000,
  channels: [],
  threshold: 4,
  judgement: null,
  phase: 'scoring',
  errorCode: null,
  errorText: null,
  faults: [],
  activeFault: null,
  release: null,
  placement: null,
  ...given,
});
const device = (id: string, given: Partial<DeviceSummary> = {}): DeviceSummary => ({
  id,
  site: 'plant-a',
  labels: {},
  presence: 'online',
  lastSeenAt: 1,
  agentVersion: '0.1.0',
  createdAt: 0,
  revokedAt: null,
  streams: [stream()],
  load: null,
  openAlerts: 0,
  ...given,
});

test.each([
  ['one variant', [stream(), stream()], 'fp32'],
  ['two of them', [stream(), stream({ variant: 'int8' })], '2 kinds'],
  ['none reported', [], null],
])('variant: %s', (_name, streams, variant) =>
  expect(rowOf(device('a', { streams })).variant).toBe(variant),
);

test('a revoked device is that, whatever its presence', () => {
  expect(rowOf(device('a', { revokedAt: 5, presence: 'online' })).status).toBe('revoked');
});

describe('sorting', () => {
  const rows = [
    rowOf(device('pump-10', { openAlerts: 1 })),
    rowOf(device('pump-2', { openAlerts: 3, agentVersion: null })),
    rowOf(device('pump-1', { openAlerts: 1, agentVersion: '0.2.0' })),
  ];
  test.each([
    ['id', ['pump-1', 'pump-2', 'pump-10']],
    ['-openAlerts', ['pump-2', 'pump-1', 'pump-10']],
    ['agentVersion', ['pump-10', 'pump-1', 'pump-2']],
    ['-agentVersion', ['pump-1', 'pump-10', 'pump-2']],
    ['nonsense', ['pump-1', 'pump-2', 'pump-10']],
  ])('%s', (text, ids) =>
    expect(sortRows(rows, sortingFrom(text)).map((row) => row.id)).toEqual(ids),
  );

  test('a click turns the column round, another begins at its interesting end', () => {
    expect(nextSorting(sortingFrom('id'), 'id', false)).toBe('-id');
    expect(nextSorting(sortingFrom('-queue'), 'queue', true)).toBe('queue');
    expect(nextSorting(sortingFrom('id'), 'queue', true)).toBe('-queue');
  });
});

test.each([
  ['everything', { search: '', status: null }, 2],
  ['by status', { search: '', status: 'offline' }, 1],
  ['by words', { search: ' PUMP-1', status: null }, 1],
  ['both', { search: 'pump-1', status: 'offline' }, 0],
])('filter: %s', (_name, filter, count) => {
  const rows = [rowOf(device('pump-1')), rowOf(device('fan-1', { presence: 'offline' }))];
  expect(filterRows(rows, filter)).toHaveLength(count);
});

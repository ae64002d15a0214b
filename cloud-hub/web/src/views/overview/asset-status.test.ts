import type { Asset } from '@lookout/shared/protocol/rest';
import { describe, expect, test } from 'vitest';
import { assetOf } from '../../sample.fixture.ts';
import { assetStatus, hasConcern, severityRank } from './asset-status.ts';

const now = 100_000;

test.each([
  ['as young as its period promises', { lastScoreAt: now - 2_000 }, 'live'],
  ['older than ten seconds', { lastScoreAt: now - 10_001 }, 'stale'],
  ['slow, and within five periods', { lastScoreAt: now - 50_000, periodMs: 60_000 }, 'live'],
  ['never scored', { lastScoreAt: null }, 'stale'],
  ['no row arrives', { phase: 'stale', lastScoreAt: now }, 'stale'],
  ['offline counts before age', { presence: 'offline', lastScoreAt: now - 90_000 }, 'offline'],
  ['not heard since the hub started', { presence: 'unknown' }, 'unknown'],
  ['filling its first window', { phase: 'filling', lastScoreAt: null }, 'live'],
  ['not scored is degraded, not stale', { phase: 'notScored', lastScoreAt: 0 }, 'live'],
] as [string, Partial<Asset>, string][])('freshness: %s', (_name, asset, freshness) =>
  expect(assetStatus(assetOf(asset), now).freshness).toBe(freshness),
);

test.each([
  ['well', {}, null],
  ['failed, with its reason', { phase: 'failed', errorText: 'no bundle' }, 'no bundle'],
  ['one sensor', { sensorFaults: 1 }, 'A sensor cannot be believed'],
  ['several', { sensorFaults: 3 }, '3 sensors cannot be believed'],
] as [string, Partial<Asset>, string | null][])('degraded: %s', (_name, asset, degraded) =>
  expect(assetStatus(assetOf(asset), now).degraded).toBe(degraded),
);

describe('order', () => {
  const rank = (asset: Partial<Asset>) => severityRank(assetStatus(assetOf(asset), now));

  test('the worst first', () => {
    const worstFirst: Partial<Asset>[] = [
      { openAlerts: 1, worstPriority: 'high' },
      { openAlerts: 1, worstPriority: 'medium', presence: 'offline' },
      { openAlerts: 2, worstPriority: 'low' },
      { presence: 'offline' },
      { lastScoreAt: 0 },
      { presence: 'unknown' },
      { phase: 'failed' },
      {},
    ];
    const ranks = worstFirst.map(rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(ranks.length);
  });

  test('a higher score alone moves nothing', () => {
    expect(rank({ score: 3.9 })).toBe(rank({ score: 0.1 }));
  });
});

test('an asset counts under each of its concerns', () => {
  const asset = assetOf({
    openAlerts: 1,
    worstPriority: 'low',
    presence: 'offline',
    sensorFaults: 1,
  });
  const status = assetStatus(asset, now);
  expect(
    (['alerting', 'stale', 'offline', 'degraded'] as const).filter((c) => hasConcern(status, c)),
  ).toEqual(['alerting', 'offline', 'degraded']);
});

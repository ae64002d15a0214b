import { Asset } from '@lookout/shared/protocol/rest';
import { expect, test } from 'vitest';
import { reported } from '../../../test/support/reported.ts';
import { noScores, withRecent } from '../score/recent-scores.ts';
import { composeAsset } from './compose-asset.ts';

const device = { id: 'pump-1', site: 'plant', presence: 'offline' } as const;
const [stream] = reported({ phase: 'stale', threshold: 4, errorText: 'no rows for 9 s' }).streams;
if (stream === undefined) throw new Error('one stream was reported');

test('a tile before anything was scored has the report alone', () => {
  expect(composeAsset(device, stream, noScores, null)).toEqual({
    site: 'plant',
    area: 'hall',
    device: 'pump-1',
    stream: 'loop',
    presence: 'offline',
    phase: 'stale',
    errorText: 'no rows for 9 s',
    lastScoreAt: null,
    periodMs: 1000,
    score: null,
    threshold: 4,
    sparkline: [],
    openAlerts: 0,
    worstPriority: null,
    sensorFaults: 0,
    headline: null,
  });
});

test('the newest window counts, not scored too; the threshold is the one that was in force', () => {
  const recent = withRecent(
    noScores,
    [
      { at: 1000, score: 2, threshold: 5 },
      { at: 2000, score: null, threshold: 6 },
    ],
    false,
  );
  const alerts = {
    device: 'pump-1',
    stream: 'loop',
    openAlerts: 2,
    worstPriority: 'high',
    sensorFaults: 1,
    headline: 'Flow 12 l/min, expected 31',
  } as const;
  const asset = composeAsset(device, stream, recent, alerts);
  expect(Asset.parse(asset)).toMatchObject({
    lastScoreAt: 1000,
    score: null,
    threshold: 6,
    sparkline: [
      { at: 1000, score: 2 },
      { at: 2000, score: null },
    ],
    openAlerts: 2,
    headline: 'Flow 12 l/min, expected 31',
  });
});

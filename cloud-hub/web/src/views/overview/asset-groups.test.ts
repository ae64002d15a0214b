import type { Asset } from '@lookout/shared/protocol/rest';
import { expect, test } from 'vitest';
import { assetOf } from '../../sample.fixture.ts';
import { groupAssets } from './asset-groups.ts';
import { assetStatus } from './asset-status.ts';

const ranked = (given: Partial<Asset>) => {
  const asset = assetOf(given);
  return {
    id: `${asset.device}/${asset.stream}`,
    asset,
    status: assetStatus(asset, 100_000),
  };
};
const shape = (assets: Partial<Asset>[]) =>
  groupAssets(assets.map(ranked)).map(({ site, areas }) => [
    site,
    areas.map(({ area, assets: members }) => [area, members.map((each) => each.asset.device)]),
  ]);

test('a calm fleet stands by name, numbers as numbers', () => {
  expect(
    shape([
      { site: 'b', device: 'pump-10' },
      { site: 'b', device: 'pump-2' },
      { site: 'a', device: 'fan-1', area: 'West' },
      { site: 'a', device: 'fan-2', area: 'East' },
    ]),
  ).toEqual([
    [
      'a',
      [
        ['East', ['fan-2']],
        ['West', ['fan-1']],
      ],
    ],
    ['b', [['Hall 1', ['pump-2', 'pump-10']]]],
  ]);
});

test('what is wrong comes to the front with its area and its site', () => {
  expect(
    shape([
      { site: 'a', device: 'fan-1', area: 'East' },
      { site: 'b', device: 'pump-1', area: 'East' },
      { site: 'b', device: 'pump-2', area: 'West' },
      { site: 'b', device: 'pump-3', area: 'West', openAlerts: 1, worstPriority: 'high' },
    ]),
  ).toEqual([
    [
      'b',
      [
        ['West', ['pump-3', 'pump-2']],
        ['East', ['pump-1']],
      ],
    ],
    ['a', [['East', ['fan-1']]]],
  ]);
});

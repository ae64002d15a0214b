import { expect, test } from 'vitest';
import { mapChannels } from '../../../cloud-hub/dist/compression/prune/channel-map.js';
import { workPerWindow } from '../../../cloud-hub/dist/compression/prune/multiply-accumulates.js';
import { prune } from '../../../cloud-hub/dist/compression/prune/prune.js';
import {
  denseNetwork,
  normalWindows,
  runNetwork,
} from '../../../cloud-hub/src/compression/network/networks.fixture.ts';
import { maskedTwin } from './masked-twin.ts';

test('says what the pruned network says, in the shapes of the whole one', async () => {
  const base = denseNetwork();
  const windows = normalWindows(base, 16);
  const whole = workPerWindow(base, mapChannels(base));
  const { network } = await prune(base, windows, {
    ...{ work: 0.5 * whole, leastShare: 1 / 8, leastChannels: 4 },
    ...{ importance: 'effect', errorScale: null },
  });
  const masked = maskedTwin(base, network);
  const shapes = (weights: typeof base.weights) =>
    Object.entries(weights).map(([name, { shape }]) => [name, shape]);
  expect(shapes(masked.weights)).toEqual(shapes(base.weights));
  expect(shapes(network.weights)).not.toEqual(shapes(base.weights));
  const [pruned, same] = [await runNetwork(network, windows), await runNetwork(masked, windows)];
  for (const [name, values] of Object.entries(pruned)) {
    const gaps = values.map((value, i) => Math.abs(value - (same[name]?.[i] ?? Number.NaN)));
    expect(Math.max(...gaps), name).toBeLessThan(1e-5);
  }
});

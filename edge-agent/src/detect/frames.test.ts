import { afterEach, beforeEach, expect, test } from 'vitest';
import { scratchFolder } from '../../../test/support/scratch.ts';
import {
  type ToyImageOptions,
  writeToyImageBundle,
} from '../../../test/support/toy-image-bundle.ts';
import { modelOf, sourceChild } from './detector.fixture.ts';
import { Detector } from './detector.ts';

// The real inference process and ONNX Runtime.
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let detector: Detector;
beforeEach(async () => {
  folder = await scratchFolder();
  detector = new Detector({ warn: () => {}, child: sourceChild });
  detector.start();
});
afterEach(async () => {
  await detector.stop();
  await folder[Symbol.asyncDispose]();
});

async function load(options: ToyImageOptions = {}): Promise<string> {
  const model = modelOf(writeToyImageBundle(folder.path, options));
  await detector.load(model);
  return model.digest;
}

/** Half bright all over, but for a red patch of another brightness. */
function frameWith(brightness: number, side = 16): Float32Array {
  const frame = new Float32Array(3 * side ** 2).fill(0.5);
  for (let row = 4; row < 8; row += 1) frame.fill(brightness, row * side + 4, row * side + 8);
  return frame;
}

test('a frame is scored by its latent; nothing is said of what was expected', async () => {
  const digest = await load();
  const [calm, strange] = await Promise.all([
    detector.score(digest, frameWith(0.5)),
    detector.score(digest, frameWith(0.8)),
  ]);
  expect(calm.score).toBeCloseTo(0);
  expect(strange.score).toBeCloseTo(1.5);
  expect([...strange.latentKl].map((kl) => Number(kl.toFixed(3)))).toEqual([4.5, 0, 0]);
  expect(strange).toMatchObject({ rebuilt: null, channelError: Float32Array.of(0, 0, 0) });
});

test('a frame that is rebuilt stands against it by the means of its colors', async () => {
  const digest = await load({ isRebuilding: true });
  const { rebuilt, channelError } = await detector.score(digest, frameWith(0.9));
  expect(channelError[0]).toBeCloseTo(8);
  expect(Array.from(rebuilt?.expected ?? [])).toEqual([0.5, 0.5, 0.5]);
  expect(rebuilt?.worst.value[0]).toBeCloseTo(0.5 + 0.4 / 16);
});

test('a burst of large frames is scored in runs that fit a small machine', async () => {
  const digest = await load({ side: 224 });
  const scores = await Promise.all(
    [0.5, 0.6, 0.7, 0.8, 0.9, 1].map((level) => detector.score(digest, frameWith(level, 224))),
  );
  const expected = [0, 1, 4, 9, 16, 25].map((square) => square / 6);
  scores.forEach(({ score }, i) => {
    expect(score).toBeCloseTo(expected[i] ?? -1, 4);
  });
  expect(new Set(scores.slice(0, 3).map(({ latencyUs }) => latencyUs)).size).toBe(1);
  expect(new Set(scores.map(({ latencyUs }) => latencyUs)).size).toBe(2);
});

test('rows are no frame', async () => {
  const digest = await load();
  await expect(detector.score(digest, Float32Array.of(0.5, 0.5, 0.5))).rejects.toMatchObject({
    ...{ code: 'model', message: 'a window of 3 values, expected 768' },
  });
});

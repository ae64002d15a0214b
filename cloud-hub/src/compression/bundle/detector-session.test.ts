import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { beforeAll, expect, test } from 'vitest';
import { DetectorSession } from './detector-session.ts';
import { quickRequest, simulatedRecording } from './loop.fixture.ts';
import { trainBundle } from './train-bundle.ts';

const shape = { windowLength: 10, channels: 8 };
const size = 80;
let model: Uint8Array;
beforeAll(async () => {
  const request = { ...quickRequest([simulatedRecording(600)]), network: { steps: 10 } };
  model = (await trainBundle(request))['model.onnx'];
});

function otherModel(): Uint8Array {
  const g = new GraphBuilder();
  const window = g.input('window', 'float32', ['batch', 10, 8]);
  g.output(g.reduceMean(window, [1, 2]), 'score', ['batch']);
  return g.build();
}

test.each<[string, () => Uint8Array, string]>([
  ['truncated', () => model.subarray(0, model.length / 2), 'model.onnx cannot be loaded'],
  ['garbage', () => new TextEncoder().encode('hello'), 'model.onnx cannot be loaded'],
  ['no detector', otherModel, 'no output channelError, latentKl'],
])('a model that is %s is refused', async (_, bytes, message) => {
  await expect(DetectorSession.open(bytes(), shape)).rejects.toThrow(
    expect.objectContaining({ code: 'model', message: expect.stringContaining(message) }),
  );
});

test('a model of another shape is refused', async () => {
  await expect(DetectorSession.open(model, { windowLength: 10, channels: 7 })).rejects.toThrow(
    'takes no window of [batch, 10, 7]',
  );
});

test('windows are scored alike alone and in batches', async () => {
  await using session = await DetectorSession.open(model, shape);
  const { values } = simulatedRecording(1100 * 10);
  const windows = Float32Array.from(values);
  const { score, channelError, latentKl } = await session.score(windows);
  expect([score.length, channelError.length, latentKl.length]).toEqual([1100, 1100 * 8, 1100 * 8]);
  for (const i of [0, 511, 512, 1099]) {
    const alone = await session.score(windows.subarray(i * size, (i + 1) * size));
    expect(alone.score[0]).toBeCloseTo(score[i] ?? 0, 5);
  }
  expect((await session.score(new Float32Array())).score).toHaveLength(0);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  'a window with %d never reaches it',
  async (bad) => {
    await using session = await DetectorSession.open(model, shape);
    const windows = new Float32Array(3 * size);
    windows[size + 5] = bad;
    await expect(session.score(windows)).rejects.toThrow('window 2 is not finite');
  },
);

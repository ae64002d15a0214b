import { readManifest } from '@lookout/shared/bundle/read-bundle';
import { expect, test } from 'vitest';
import { DetectorSession } from '../bundle/detector-session.ts';
import { quickRequest, simulatedRecording } from '../bundle/loop.fixture.ts';
import { trainBundle } from '../bundle/train-bundle.ts';
import { weightsOnly } from '../quantize/weights-only.ts';
import { assembleVariant, packVariant } from './assemble-variant.ts';
import { openBase } from './base.ts';

const recording = simulatedRecording(1200);

test.each(['hybrid', 'vae', 'latent', 'recipe'] as const)(
  'a %s taken apart and put together again scores as before',
  async (detector) => {
    const files = await trainBundle({ ...quickRequest([recording]), detector });
    const base = openBase(files, [recording]);
    const { fitted, detector: again } = await assembleVariant(base, base.network, 0.01);
    const shape = { windowLength: 10, channels: 8 };
    await using before = await DetectorSession.open(files['model.onnx'], shape);
    await using after = await DetectorSession.open(again.model, shape);
    const windows = fitted.calibrationWindows;
    const [a, b] = [await before.score(windows), await after.score(windows)];
    a.score.forEach((score, i) => {
      expect(b.score[i]).toBeCloseTo(score, 2);
    });
  },
);

test('a variant says what it was made of, and keeps the channels of its base', async () => {
  const files = await trainBundle(quickRequest([recording]));
  const base = openBase(files, [recording]);
  const packed = await packVariant(base, await assembleVariant(base, base.network, 0.01), {
    ...{ name: 'small', variant: 'cpu-int8', createdAt: 5, parameters: 7 },
    ...{ stages: ['quantize', 'int8'], alarmsPerDay: undefined },
  });
  const [own, before] = [
    readManifest(packed['manifest.json']),
    readManifest(files['manifest.json']),
  ];
  expect(own).toMatchObject({
    name: 'small',
    variant: 'cpu-int8',
    input: before.input,
    provenance: { parameters: 7, parent: { bundle: base.id, stages: ['quantize', 'int8'] } },
  });
});

test('what has been compressed before is refused, with what to do', async () => {
  const base = openBase(await trainBundle(quickRequest([recording])), [recording]);
  const rounded = await assembleVariant(base, weightsOnly(base.network), 0.01);
  const packed = await packVariant(base, rounded, {
    ...{ name: 'small', variant: 'cpu-int8-weights', createdAt: 5, parameters: 7 },
    ...{ stages: ['int8-weights'], alarmsPerDay: undefined },
  });
  expect(() => openBase(packed, [recording])).toThrow(
    /"small" \(cpu-int8-weights\) has been compressed before.*compress the bundle that it was made of/,
  );
});

test('a detector without a network, and recordings of other channels, are refused by name', async () => {
  const linear = await trainBundle({ ...quickRequest([recording]), detector: 'linear' });
  expect(() => openBase(linear, [recording])).toThrow(/holds no network/);
  const files = await trainBundle(quickRequest([recording]));
  const narrow = { ...recording, channels: 4, rows: 2400 };
  expect(() => openBase(files, [narrow])).toThrow(/4 channels, the detector 8/);
});

import { checkDetectorModel } from '@lookout/shared/bundle/check-detector';
import { allGoldenValues } from '@lookout/shared/bundle/golden-values';
import {
  type BundleFiles,
  readBaselines,
  readGolden,
  readManifest,
  verifyFiles,
} from '@lookout/shared/bundle/read-bundle';
import { channelShares } from '@lookout/shared/detector/attribution';
import { calibrated } from '@lookout/shared/detector/calibration';
import { gatherWindows, windowEnds } from '@lookout/shared/detector/windows';
import { simulatedChannels } from '@lookout/shared/simulator/simulate-rows';
import { beforeAll, expect, test } from 'vitest';
import { DetectorSession } from './detector-session.ts';
import { quickRequest, simulatedRecording } from './loop.fixture.ts';
import { trainBundle } from './train-bundle.ts';

const shape = { windowLength: 10, channels: 8 };
let files: BundleFiles;
beforeAll(async () => {
  files = await trainBundle(quickRequest([simulatedRecording(4000)]));
});

test('what is packed can be read and verified', () => {
  const manifest = readManifest(files['manifest.json']);
  verifyFiles(manifest, files);
  expect(readBaselines(files['baselines.json']).scaling).toHaveLength(8);
  expect(manifest).toMatchObject({
    name: 'loop',
    detector: 'hybrid',
    createdAt: 1_700_000_000_000,
    input: { windowLength: 10, periodMs: 1000 },
    latent: 4,
    provenance: { seed: 1, rows: 4000, steps: 150, data: [] },
  });
  expect(manifest.input.channels[3]).toMatchObject({ name: 'Pressure', unit: 'bar' });
});

test('the same seed gives the same bytes, another seed another model', async () => {
  const again = await trainBundle(quickRequest([simulatedRecording(4000)]));
  expect(Buffer.compare(again['manifest.json'], files['manifest.json'])).toBe(0);
  const request = { ...quickRequest([simulatedRecording(4000)]), seed: 2 };
  const other = await trainBundle(request);
  expect(Buffer.compare(other['model.onnx'], files['model.onnx'])).not.toBe(0);
});

test('golden windows are answered as the file says', async () => {
  const golden = readGolden(files['golden.json']);
  const { windows, tolerance } = golden;
  await using session = await DetectorSession.open(files['model.onnx'], shape);
  const answers = await session.score(allGoldenValues(golden));
  const limit = tolerance.cpu ?? 0;
  const check = (given: ArrayLike<number>, expected: readonly number[]) => {
    for (const [i, value] of expected.entries())
      expect(Math.abs((given[i] ?? 0) - value)).toBeLessThanOrEqual(limit * Math.max(1, value));
  };
  check(
    answers.score,
    windows.map(({ score }) => score),
  );
  check(
    answers.channelError,
    windows.flatMap(({ channelError }) => channelError),
  );
  check(
    answers.latentKl,
    windows.flatMap(({ latentKl }) => latentKl),
  );
  const scores = windows.map(({ score }) => score);
  expect(Math.max(...scores)).toBeGreaterThan(2 * Math.min(...scores));
});

test('a closing valve scores above the raise level and is seen in the flow', async () => {
  const { calibration } = readManifest(files['manifest.json']);
  const faults = [{ fault: 'valve-closing' as const, severity: 1, fromRow: 200, toRow: 400 }];
  const recording = simulatedRecording(400, { run: 2, faults });
  const ends = windowEnds(recording, 10);
  await using session = await DetectorSession.open(files['model.onnx'], shape);
  const { score, channelError } = await session.score(gatherWindows(recording, ends, 10));
  const above = (from: number, to: number) => {
    const part = Array.from(score.subarray(from, to), (s) => calibrated(s, calibration));
    return part.filter((s) => s > calibration.raiseLevel).length / part.length;
  };
  expect(above(0, 180)).toBeLessThan(0.1);
  expect(above(250, 390)).toBeGreaterThan(0.9);
  const shares = channelShares(channelError.subarray(300 * 8, 301 * 8));
  const ranked = simulatedChannels
    .map(({ name }, i) => ({ name, share: shares[i] ?? 0 }))
    .sort((a, b) => b.share - a.share);
  expect(ranked.slice(0, 2).map(({ name }) => name)).toContain('Volume Flow RateRMS');
});

test('what a sensor can measure is stated in the manifest, and the rest is not learned', async () => {
  const recording = simulatedRecording(4000);
  recording.values[3] = -9999;
  const ranges = new Map([['Pressure', { min: -1, max: 16 }]]);
  const request = { ...quickRequest([recording]), ranges };
  const manifest = readManifest((await trainBundle(request))['manifest.json']);
  expect(manifest.provenance.rows).toBe(3999);
  expect(manifest.input.channels[3]).toMatchObject({ plausibleMin: -1, plausibleMax: 16 });
});

test.each(['vae', 'linear', 'latent', 'windowMean', 'var1', 'zmax', 'pcaT2', 'pcaSpe'] as const)(
  'a detector of kind %s is a bundle like any other',
  async (detector) => {
    const request = { ...quickRequest([simulatedRecording(1500)]), detector };
    const packed = await trainBundle(request);
    const manifest = readManifest(packed['manifest.json']);
    verifyFiles(manifest, packed);
    expect(() => checkDetectorModel(manifest, packed['model.onnx'])).not.toThrow();
    expect(manifest.detector).toBe(detector);
    await using session = await DetectorSession.open(packed['model.onnx'], shape);
    const faults = [{ fault: 'valve-closing' as const, severity: 1, fromRow: 100, toRow: 200 }];
    const recording = simulatedRecording(200, { run: 2, faults });
    const { score } = await session.score(gatherWindows(recording, windowEnds(recording, 10), 10));
    expect(Math.min(...score.subarray(150))).toBeGreaterThan(Math.max(...score.subarray(0, 90)));
  },
);

test('a budget in alarms a day sets the levels and is stated', async () => {
  const request = { ...quickRequest([simulatedRecording(1500)]), detector: 'linear' as const };
  const of = async (alarmsPerDay: number) =>
    readManifest((await trainBundle({ ...request, alarmsPerDay }))['manifest.json']).calibration;
  const [one, many] = [await of(1), await of(100)];
  expect(one).toMatchObject({ alarmsPerDay: 1, falseAlarmRate: expect.closeTo(1.157e-4, 6) });
  expect(one.raiseLevel).toBeGreaterThan(many.raiseLevel);
  expect(many.alarmsPerDay).toBe(100);
});

test('training can be stopped', async () => {
  const stop = new AbortController();
  const training = trainBundle(
    quickRequest([simulatedRecording(4000)]),
    () => stop.abort(new Error('enough')),
    stop.signal,
  );
  await expect(training).rejects.toThrow('enough');
});

test('dear misses lower the level, dear false alarms raise it', async () => {
  const levelFor = async (falseAlarm: number, miss: number) => {
    const request = quickRequest([simulatedRecording(4000)]);
    const costs = { falseAlarm, miss, eventsPerYear: 12 };
    const { 'manifest.json': bytes } = await trainBundle({ ...request, costs });
    return readManifest(bytes).calibration;
  };
  const [sensitive, usual, calm] = [
    await levelFor(1, 1e7),
    await levelFor(1, 1e4),
    await levelFor(1, 0),
  ];
  expect(sensitive.raiseLevel).toBeLessThan(usual.raiseLevel);
  expect(usual.raiseLevel).toBeLessThan(calm.raiseLevel);
  expect(sensitive.falseAlarmRate).toBeGreaterThan(usual.falseAlarmRate);
  // Everything else is as it was measured.
  expect({ ...sensitive, falseAlarmRate: 0, raiseLevel: 0, clearLevel: 0 }).toEqual({
    ...calm,
    falseAlarmRate: 0,
    raiseLevel: 0,
    clearLevel: 0,
  });
});

test('costs without an event to weigh are refused, saying what is missing', async () => {
  const { recordings, ...request } = quickRequest([simulatedRecording(4000)]);
  // Runs of 30 rows hold windows, but no fault with clean rows before it.
  const gappy = recordings.map((recording) => ({
    ...recording,
    breakBefore: Uint8Array.from({ length: recording.rows }, (_, row) => (row % 30 === 0 ? 1 : 0)),
  }));
  const costs = { falseAlarm: 1, miss: 1, eventsPerYear: 1 };
  await expect(trainBundle({ ...request, recordings: gappy, costs })).rejects.toThrow(
    'a threshold from costs needs labelled events',
  );
});

import { TrainedKind } from '@lookout/shared/detector/detector-kind';
import { expect, test } from 'vitest';
import { quickRequest, simulatedRecording } from '../bundle/loop.fixture.ts';
import { chooseDetector } from './choose-detector.ts';

const leak = { fault: 'leak', severity: 1, fromRow: 100, toRow: 200 } as const;
const request = quickRequest([
  simulatedRecording(1200),
  simulatedRecording(400, { run: 2, faults: [leak] }),
]);

test('all kinds are compared on injected and on labelled faults, with one training', async () => {
  const steps: string[] = [];
  const choice = await chooseDetector(request, (done, doing) => steps.push(`${done}: ${doing}`));
  expect(choice.candidates.map(({ detector }) => detector).sort()).toEqual(
    [...TrainedKind.options].sort(),
  );
  for (const { injected, labelled, spread, byKind } of choice.candidates) {
    expect(Object.keys(byKind)).toHaveLength(7);
    expect(injected).toBeGreaterThan(0.4);
    expect(labelled).toBeGreaterThan(0.5);
    expect(spread).toBeGreaterThan(0);
    expect(spread).toBeLessThan(0.1);
  }
  const linear = choice.candidates.find(({ detector }) => detector === 'linear');
  expect(linear?.byKind.spike).toBeGreaterThan(0.75);
  expect(linear?.byKind.spike).toBeGreaterThan(linear?.byKind.stuck ?? 1);
  expect(steps.filter((step) => step.includes('step 150 of'))).toHaveLength(1);
  expect(choice.reason).toContain('on labelled faults');
});

test('nothing is compared where too few rows are left, and the default is recommended', async () => {
  const recording = simulatedRecording(600);
  const breakBefore = recording.breakBefore.map((_, row) => (row % 30 === 0 ? 1 : 0));
  const choice = await chooseDetector({ ...request, recordings: [{ ...recording, breakBefore }] });
  expect(choice).toMatchObject({ detector: 'hybrid', candidates: [] });
  expect(choice.reason).toContain('too short to compare');
});

test('it can be called off', async () => {
  const abort = new AbortController();
  const shares: number[] = [];
  const onProgress = (done: number) => {
    shares.push(done);
    abort.abort(new Error('enough'));
  };
  await expect(chooseDetector(request, onProgress, abort.signal)).rejects.toThrow('enough');
  expect(Math.max(...shares), 'it trained on').toBeLessThan(0.8);
});

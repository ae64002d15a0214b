import type { JobStage } from '@lookout/shared/protocol/jobs';
import { describe, expect, test } from 'vitest';
import { figureTexts, formWords, percentOf, progressText, stageTitle } from './job-text.ts';

const stage = (name: string, state: JobStage['state'], fraction: number): JobStage => ({
  stage: name,
  state,
  fraction,
  message: '',
  figures: {},
  startedAt: null,
  finishedAt: null,
  attempt: null,
});

describe('progress in one line', () => {
  test.each([
    [
      'running' as const,
      [stage('prepare', 'done', 1), stage('train', 'running', 0.437)],
      'Train, 43 %',
    ],
    ['running' as const, [stage('prepare', 'waiting', 0)], 'Running'],
    ['failed' as const, [stage('train', 'running', 0.4)], 'Failed'],
    ['queued' as const, [], 'Waiting for a worker'],
  ])('%s %#', (state, stages, text) => expect(progressText({ state, stages })).toBe(text));

  test.each([
    [0, '0 %'],
    [0.999, '99 %'],
    [1, '99 %'],
  ])('%s of a stage that runs is %s', (fraction, text) =>
    expect(percentOf({ fraction })).toBe(text),
  );

  test('a stage that this page does not know', () => expect(stageTitle('polish')).toBe('polish'));
});

test('an error that names options of the command line is read with the words of the form', () => {
  expect(formWords('leave the column out with --ignore "a"')).toEqual([
    '--ignore is “Columns that are no sensors”',
  ]);
  expect(formWords('no such file')).toEqual([]);
});

test('figures carry their units, and an interval stands behind its figure', () => {
  const texts = figureTexts({
    auroc: 0.9341,
    aurocLow: 0.91,
    aurocHigh: 0.95,
    loss: -12.34,
    sizeBytes: 84_000,
    p50Ms: 0.0614,
    macs: 1_234_567,
    parameters: 34_120,
  });
  expect(texts.map(({ title, text }) => `${title}: ${text}`)).toEqual([
    'AUROC: 0.934 (0.910 to 0.950)',
    'Loss: −12.3',
    'Size: 82.0 KiB',
    'Latency p50: 61 µs',
    'MACs: 1.23 M',
    'Parameters: 34.1 k',
  ]);
  expect(figureTexts({ auroc: 0.5 })).toEqual([{ title: 'AUROC', text: '0.500' }]);
  expect(figureTexts({})).toEqual([]);
});

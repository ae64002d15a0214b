import { expect, test } from 'vitest';
import { RunTimes } from './run-patience.ts';
import { type ModelWork, nextJob } from './work-queue.ts';

const work = (digest: string, state: ModelWork['state'], windows: number): ModelWork => ({
  model: {
    ...{ digest, path: '', sha256: '', latent: 1, provider: 'cpu' },
    size: { kind: 'series', windowLength: 1, channels: 1 },
  },
  state,
  error: null,
  provider: null,
  crashes: 0,
  windows: Array.from({ length: windows }, () => ({
    data: new Float32Array(1),
    resolve: () => {},
    reject: () => {},
    retried: false,
  })),
  farewells: [],
  times: new RunTimes(),
  waiters: [],
});

test('of large frames a run takes as many as its memory allows', () => {
  const camera = work('a', 'loaded', 9);
  const size = { kind: 'image', channels: 3, height: 224, width: 224 } as const;
  const job = nextJob([{ ...camera, model: { ...camera.model, size } }], 64);
  expect(job?.kind === 'run' && job.windows.length).toBe(3);
});

test.each([
  { models: [], next: null, what: 'nothing to do' },
  { models: [work('a', 'loaded', 0)], next: null, what: 'no window waits' },
  { models: [work('a', 'refused', 3)], next: null, what: 'a refused model' },
  {
    models: [work('a', 'leaving', 2), work('b', 'loaded', 0)],
    next: ['run', 'a', 2],
    what: 'what is to leave is scored first',
  },
  {
    models: [work('a', 'leaving', 0), work('b', 'loaded', 1)],
    next: ['run', 'b', 1],
    what: 'leaving has time',
  },
  { models: [work('a', 'leaving', 0)], next: ['unload', 'a', undefined], what: 'it leaves' },
  {
    models: [work('a', 'loaded', 3), work('b', 'unloaded', 0)],
    next: ['load', 'b', undefined],
    what: 'loading comes first',
  },
  {
    models: [work('a', 'loaded', 0), work('b', 'loaded', 2)],
    next: ['run', 'b', 2],
    what: 'all its windows',
  },
  {
    models: [work('b', 'loaded', 9), work('a', 'loaded', 1)],
    next: ['run', 'b', 4],
    what: 'the least recently served, up to a batch',
  },
])('next job: $what', ({ models, next }) => {
  const job = nextJob(models, 4);
  const windows = job?.kind === 'run' ? job.windows.length : undefined;
  expect(job && [job.kind, job.work.model.digest, windows]).toEqual(next);
});

import { isMainThread, Worker, workerData } from 'node:worker_threads';

// A program that takes the CPU from others in one way, with so many threads, and ends by itself:
// `node stress-child.ts KIND THREADS SECONDS`.

export type StressKind = 'spin' | 'memory' | 'bursts';

/** Far beyond any cache. */
const streamedBytes = 96 * 1024 * 1024;
const burstMs = 200;

function spinUntil(end: number): void {
  while (Date.now() < end);
}

function stream(end: number): void {
  const from = new Float64Array(streamedBytes / 8).fill(1);
  const to = new Float64Array(from.length);
  while (Date.now() < end) to.set(from);
}

/** All threads at once, by the clock on the wall. */
function burst(end: number): void {
  const sleep = new Int32Array(new SharedArrayBuffer(4));
  while (Date.now() < end) {
    const phase = Date.now() % (2 * burstMs);
    if (phase < burstMs) spinUntil(Date.now() - phase + burstMs);
    else Atomics.wait(sleep, 0, 0, 2 * burstMs - phase);
  }
}

const work: Readonly<Record<StressKind, (end: number) => void>> = {
  spin: spinUntil,
  memory: stream,
  bursts: burst,
};

function start([kind, threads, seconds]: readonly string[]): void {
  const end = Date.now() + 1000 * Number(seconds);
  for (let i = 0; i < Number(threads); i++)
    new Worker(new URL(import.meta.url), { workerData: { kind, end } });
}

if (isMainThread) start(process.argv.slice(2));
else {
  const { kind, end } = workerData as { kind: StressKind; end: number };
  work[kind](end);
}

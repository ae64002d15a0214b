import { createHash } from 'node:crypto';
import { CaptureChunk } from '@lookout/shared/protocol/capture';
import { encode } from '@lookout/shared/protocol/codec';
import { expect, onTestFinished, test } from 'vitest';
import { layout, limits, sampleAt, startAt, testFolder } from './capture.fixture.ts';
import { type CaptureArgs, CaptureSender } from './capture-sender.ts';
import { RawRecorder } from './raw-recorder.ts';
import { rowsPerBlock } from './ring-limits.ts';
import { unpackRows } from './row-buffer.ts';

const blockRows = rowsPerBlock(layout.channels.length);
const id = '00000000-0000-4000-8000-000000000001';
const args: CaptureArgs = {
  ...{ capture: id, stream: 'loop', from: startAt, to: startAt + 1e12 },
  ...{ maxRows: 1e6, rest: null },
};

/** A ring of `blocks` full blocks, and a line that takes what `line` says. */
function bench(blocks: number, bytesPerSecond = 1e9) {
  const state = {
    now: startAt,
    quiet: true,
    connected: true,
    arrived: [] as [number, CaptureChunk][],
  };
  const recorder = new RawRecorder({
    folder: testFolder(),
    ...{ limits, now: () => state.now, newId: () => 'ring', freeBytes: () => null },
    warn: (message) => {
      throw new Error(message);
    },
  });
  onTestFinished(() => recorder.close());
  for (let i = 0; i < blocks * blockRows; i++) recorder.keep('loop', layout, sampleAt(i));
  const sender = new CaptureSender({
    recorder,
    bytesPerSecond,
    now: () => state.now,
    mayBegin: () => state.quiet && state.connected,
    send: async (capture, index, chunk) => {
      expect(capture).toBe(id);
      if (!state.connected) throw new Error('lost');
      state.arrived.push([index, CaptureChunk.parse(chunk)]);
    },
  });
  const indices = () => state.arrived.map(([index]) => index);
  return { state, recorder, sender, indices };
}

/** Lets everything that was sent arrive. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('a stretch arrives whole, with the rows as they were', async () => {
  const { state, sender, indices } = bench(3);
  expect(await sender.capture(args, startAt + 1e6)).toBe('3 of 3 blocks sent');
  expect(indices()).toEqual([0, 1, 2]);
  const rows = state.arrived.flatMap(([, chunk]) => {
    const body = Buffer.from(chunk.data, 'base64');
    expect(createHash('sha256').update(body).digest('hex')).toBe(chunk.sha256);
    expect(encode('capture', chunk).length).toBeLessThan(64 * 1024);
    return [...(unpackRows(body)[0] ?? [])];
  });
  expect(rows).toEqual(Array.from({ length: 3 * blockRows }, (_, i) => sampleAt(i).at));
  expect(state.arrived[0]?.[1]).toMatchObject({
    ...{ ring: 'ring', firstBlock: 1, total: 3, stream: 'loop', periodMs: 1000 },
    ...{ channels: layout.channels, rows: blockRows, fromAt: startAt },
  });
});

test('only what is missing is sent again', async () => {
  const { sender, indices } = bench(6);
  const missing: [number, number][] = [
    [1, 1],
    [4, 5],
  ];
  const rest = { ring: 'ring', firstBlock: 1, total: 6, missing };
  expect(await sender.capture({ ...args, rest }, startAt + 1e6)).toBe('3 of 6 blocks sent');
  expect(indices()).toEqual([1, 4, 5]);
});

test('records go first: nothing leaves while one waits', async () => {
  const { state, sender, indices } = bench(2);
  state.quiet = false;
  const done = sender.capture(args, startAt + 1e6);
  for (let i = 0; i < 20; i++) sender.tick();
  await settle();
  expect(indices()).toEqual([]);
  state.quiet = true;
  sender.tick();
  await done;
  expect(indices()).toEqual([0, 1]);
});

test('it is paced', async () => {
  const { state, sender, indices } = bench(10, 40_000);
  const done = sender.capture(args, startAt + 1e6);
  const perSecond: number[] = [];
  while (indices().length < 10) {
    await settle();
    perSecond.push(indices().length);
    state.now += 1000;
    sender.tick();
  }
  await done;
  // Blocks of about 20 kB: two at once, then two or three each second.
  expect(perSecond[0]).toBeLessThanOrEqual(3);
  expect(perSecond.length).toBeGreaterThanOrEqual(4);
});

test('a connection that breaks costs the chunk that was on its way, no more', async () => {
  const { state, sender, indices } = bench(4, 30_000);
  const done = sender.capture(args, startAt + 1e6);
  await settle();
  const before = indices().length;
  state.connected = false;
  state.now += 5000;
  sender.tick();
  await settle();
  expect(indices()).toHaveLength(before);
  state.connected = true;
  while (indices().length < 4) {
    state.now += 1000;
    sender.tick();
    await settle();
  }
  await done;
  expect(indices()).toEqual([0, 1, 2, 3]);
});

test('blocks that the ring lets go of meanwhile are told as empty', async () => {
  const { state, recorder, sender } = bench(3);
  state.quiet = false;
  const done = sender.capture(args, startAt + 1e6);
  recorder.read((ring) => ring.dropOldest(1));
  state.quiet = true;
  sender.tick();
  await done;
  expect(state.arrived.map(([, { rows, data }]) => [rows, data === ''])).toEqual([
    [0, true],
    [blockRows, false],
    [blockRows, false],
  ]);
});

test.each([
  [
    'cancelled',
    ({ sender }: ReturnType<typeof bench>) => {
      expect(sender.cancel(id, 'it was cancelled')).toBe(true);
      expect(sender.cancel(id, 'it was cancelled')).toBe(false);
    },
    /cancelled/,
  ],
  [
    'expired',
    ({ sender, state }: ReturnType<typeof bench>) => {
      state.now += 2e6;
      sender.tick();
    },
    /expired/,
  ],
  [
    'asked for again',
    ({ sender, state }: ReturnType<typeof bench>) => {
      void sender.capture(args, startAt + 1e6);
      state.quiet = true;
    },
    /asked for again/,
  ],
])('%s: it ends in words', async (_, act, words) => {
  const made = bench(2);
  made.state.quiet = false;
  const done = made.sender.capture(args, startAt + 1e6);
  const ended = expect(done).rejects.toThrow(words);
  act(made);
  await ended;
});

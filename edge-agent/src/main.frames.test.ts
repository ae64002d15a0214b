import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventRecord } from '@lookout/shared/protocol/records';
import type { ScoreBlock } from '@lookout/shared/protocol/scores';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bitmapOf } from '../../test/support/bitmap.ts';
import { scratchFolder } from '../../test/support/scratch.ts';
import { writeToyImageBundle } from '../../test/support/toy-image-bundle.ts';
import { AgentBench } from './main.fixture.ts';
import { TestBroker } from './uplink/uplink.fixture.ts';

// The real agent, its inference process and a broker; a camera writes bitmaps into a folder.
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let broker: TestBroker;
let bench: AgentBench;
beforeEach(async () => {
  folder = await scratchFolder();
  broker = await new TestBroker().start();
  broker.acknowledges = true;
  bench = new AgentBench(folder.path, broker.url);
  mkdirSync(bench.path('camera'));
});
afterEach(async () => {
  await bench.dispose();
  await broker.stop();
  await folder[Symbol.asyncDispose]();
});

/** Noise of a camera around a grey, with a blot of another brightness. */
function shoot(i: number, grey: number, blot = grey): void {
  const picture = bitmapOf(24, 16, (row, column) => {
    const level = row < 8 && column < 8 ? blot : grey + ((row * 7 + column * 3 + i) % 5);
    return [level, level, level];
  });
  writeFileSync(join(bench.path('camera'), `${String(i).padStart(4, '0')}.bmp`), picture);
}

async function record<T extends EventRecord['type']>(
  type: T,
  fits: (record: Extract<EventRecord, { type: T }>) => boolean = () => true,
): Promise<Extract<EventRecord, { type: T }>> {
  const isIt = (one: EventRecord): one is Extract<EventRecord, { type: T }> => one.type === type;
  const all = (records: unknown[]) => (records as EventRecord[]).filter(isIt).filter(fits);
  const { message } = await broker.message('events', ({ records }) => all(records).length > 0);
  const [found] = all(message.records);
  if (found === undefined) throw new Error('the message has the record');
  return found;
}

const swift = { onDelayMs: 0, offDelayMs: 0, adaptive: false };
const camera = (source: object = {}) => ({
  ...{ name: 'belt', bundle: 'eye', policy: swift },
  source: { type: 'images', folder: 'camera', ...source },
});
const scored = () =>
  broker.message('reported', ({ streams }) => streams.some(({ phase }) => phase === 'scoring'));

test('a strange frame raises an alert that claims nothing of what was expected, and a calm one ends it', async () => {
  writeToyImageBundle(bench.path('eye'), { periodMs: 50 });
  for (let i = 0; i < 30; i += 1) shoot(i, 120, i >= 8 && i < 12 ? 250 : 120);
  await bench.run([camera({ follow: false })]);
  const raised = await record('raised');
  expect(raised).toMatchObject({ stream: 'belt', threshold: 6, channels: [] });
  // (250 / 255 - 0.5) / 0.1 in each color: mu 4.80, KL 11.5, calibrated (11.5 - 1) / 0.5
  expect(raised.score).toBeCloseTo(21.1, 1);
  expect(await record('cleared')).toMatchObject({ reason: 'returned', channels: [] });
  const { message } = await broker.message('scores', ({ blocks }) =>
    (blocks as ScoreBlock[]).some(({ score }) => score[0] !== null),
  );
  const [block] = message.blocks as ScoreBlock[];
  expect(block?.channels).toEqual(['red', 'green', 'blue']);
  expect(new Set(block?.expected.flat())).toEqual(new Set([null]));
  expect(block?.values[0]?.[0]).toBeCloseTo(122 / 255, 1);
  const { message: told } = await scored();
  expect(told.streams[0]).toMatchObject({
    ...{ source: 'images', windowLength: 1, periodMs: 50, errorCode: null },
    channels: [{ name: 'red' }, { name: 'green' }, { name: 'blue' }],
  });
});

test('a camera that goes dark is a sensor fault; one that stops is stale; a zero it has none', async () => {
  writeToyImageBundle(bench.path('eye'), { periodMs: 50, plausible: [0.1, 1] });
  await bench.run([{ ...camera(), window: { staleAfterMs: 1_000 } }]);
  shoot(1, 120);
  await scored();
  const id = '00000000-0000-4000-8000-0000000000aa';
  const other = '00000000-0000-4000-8000-0000000000bb';
  await broker.publish('commands', {
    ...{ id, expiresAt: Date.UTC(2100), type: 'acknowledgeAndReset' },
    args: { stream: 'belt', mode: 'rezero', by: 'olga' },
  });
  expect(await record('commandResult')).toMatchObject({
    ...{ commandId: id, ok: false },
    detail: expect.stringMatching(/frames have no zero/),
  });
  await broker.publish('commands', {
    ...{ id: other, expiresAt: Date.UTC(2100), type: 'capture' },
    args: {
      ...{ capture: id, stream: 'belt', from: 0, to: Date.now() + 60_000 },
      ...{ maxRows: 1_000, rest: null },
    },
  });
  expect(await record('commandResult', ({ commandId }) => commandId === other)).toMatchObject({
    ...{ ok: true, detail: expect.stringMatching(/the frames themselves stay in their folder/) },
  });
  shoot(2, 3);
  expect(await record('sensorFault')).toMatchObject({
    ...{ stream: 'belt', channel: 'red', fault: 'outOfRange', active: true },
    detail: expect.stringContaining('below the plausible 0.1'),
  });
  await broker.message('reported', ({ streams }) => streams[0]?.phase === 'stale');
});

test('rows for a detector of frames are told, and the stream fails alone', async () => {
  writeToyImageBundle(bench.path('eye'));
  const file = bench.recording('rows', [0, 0, 0]);
  await bench.run([{ name: 'belt', bundle: 'eye', source: { type: 'csv', file } }]);
  const { message } = await broker.message('reported', ({ streams }) =>
    streams.some(({ phase }) => phase === 'failed'),
  );
  expect(message.streams[0]).toMatchObject({
    errorCode: 'wrongInput',
    errorText: expect.stringContaining('takes frames of 16×16'),
  });
});

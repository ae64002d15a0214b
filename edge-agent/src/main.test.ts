import { truncateSync } from 'node:fs';
import { decode } from '@lookout/shared/protocol/codec';
import type { EventRecord } from '@lookout/shared/protocol/records';
import type { ScoreBlock } from '@lookout/shared/protocol/scores';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeMachine } from '../../test/support/machines/machine.ts';
import { orinNanoJp6 } from '../../test/support/machines/orin-nano-jp6.ts';
import { scratchFolder } from '../../test/support/scratch.ts';
import { writeToyBundle } from '../../test/support/toy-bundle.ts';
import { AgentBench, channels, csvStream } from './main.fixture.ts';
import { TestBroker } from './uplink/uplink.fixture.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let broker: TestBroker;
let bench: AgentBench;
beforeEach(async () => {
  folder = await scratchFolder();
  broker = await new TestBroker().start();
  broker.acknowledges = true;
  bench = new AgentBench(folder.path, broker.url);
});
afterEach(async () => {
  await bench.dispose();
  await broker.stop();
  await folder[Symbol.asyncDispose]();
});

const calm = (rows: number): number[] => Array(rows).fill(0);
const swift = { policy: { onDelayMs: 0, offDelayMs: 0, adaptive: false } };
const simulator = { name: 'loop', bundle: 'loop', source: { type: 'simulator', seed: 1 } };

async function record(fits: (record: EventRecord) => boolean): Promise<EventRecord> {
  const all = (records: unknown[]) => records as EventRecord[];
  const { message } = await broker.message('events', ({ records }) => all(records).some(fits));
  const found = all(message.records).find(fits);
  if (found === undefined) throw new Error('the message has the record');
  return found;
}

const report = async (stream: string, phase: string) => {
  const { message } = await broker.message('reported', ({ streams }) =>
    streams.some((one) => one.name === stream && one.phase === phase),
  );
  return message.streams.find((one) => one.name === stream);
};

test('rows become scores, and a deviation an alert that names its sensors', async () => {
  await bench.run([
    csvStream('press', bench.recording('a', [...calm(8), 9, 9, 9, ...calm(40)]), swift),
  ]);
  const raised = await record(({ type }) => type === 'raised');
  expect(raised).toMatchObject({
    stream: 'press',
    ...{ threshold: 6, variant: 'fp32', replayed: false, seq: 1 },
    channels: [{ unit: 'bar' }, { unit: 'l/min' }],
  });
  expect('sourceAt' in raised && raised.sourceAt).toBe(Date.UTC(2026, 0, 1) + 800);
  const cleared = await record(({ type }) => type === 'cleared');
  expect(cleared).toMatchObject({ reason: 'returned' });
  const { message } = await broker.message('scores');
  const [block] = message.blocks as ScoreBlock[];
  expect(block).toMatchObject({ stream: 'press', channels: ['pressure', 'flow'], replayed: false });
  expect((await report('press', 'scoring'))?.errorCode).toBeNull();
});

describe('a stream fails alone:', () => {
  const other = () => csvStream('good', bench.recording('good', calm(600)));

  test.each<[string, () => object, string, string]>([
    [
      'a truncated model',
      () => {
        writeToyBundle(bench.path('bad'), { channels });
        truncateSync(bench.path('bad/model.onnx'), 60);
        return csvStream('bad', bench.recording('bad', calm(9)), { bundle: 'bad' });
      },
      'digest',
      'model.onnx',
    ],
    ['no bundle', () => csvStream('bad', 'good.csv', { bundle: 'none' }), 'missingFile', 'none'],
    ['no recording', () => csvStream('bad', 'none.csv'), 'fileUnreadable', 'none.csv'],
    [
      'a channel that the source does not have',
      () => {
        const more = [...channels, { name: 'torque', mean: 1, sd: 1 }];
        writeToyBundle(bench.path('wide'), { channels: more });
        return csvStream('bad', bench.recording('bad', calm(9)), { bundle: 'wide' });
      },
      'missingChannel',
      'torque',
    ],
  ])('%s', async (_, bad, code, words) => {
    await bench.run([bad(), other()]);
    const failed = await report('bad', 'failed');
    expect(failed?.errorCode).toBe(code);
    expect(failed?.errorText).toContain(words);
    await report('good', 'scoring');
    expect(bench.log.join('\n')).toContain('stream bad: ');
  });

  test.each(['NaN', ''] as const)('a cell of %j is not scored, never 0', async (cell) => {
    const rows = [...calm(8), cell, ...calm(200)];
    await bench.run([csvStream('bad', bench.recording('bad', rows)), other()]);
    expect((await report('bad', 'notScored'))?.errorCode).toBe('missingChannel');
    const hasNull = (block: ScoreBlock) =>
      block.stream === 'bad' && block.values[0]?.includes(null);
    const { message } = await broker.message('scores', ({ blocks }) =>
      (blocks as ScoreBlock[]).some(hasNull),
    );
    const block = (message.blocks as ScoreBlock[]).find(hasNull);
    const gap = block?.values[0]?.lastIndexOf(null) ?? -1;
    expect(block?.score[gap]).toBeNull();
    await report('bad', 'scoring');
  });
});

describe('commands', () => {
  const loopBundle = () =>
    writeToyBundle(bench.path('loop'), {
      channels: [{ name: 'Pressure', mean: 1, sd: 100 }],
      windowLength: 4,
      periodMs: 100,
    });
  const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
  const inject = (n: number, stream: string, fault: string, expiresAt = Date.UTC(2100)) => ({
    ...{ id: id(n), expiresAt, type: 'injectFault' as const },
    args: { stream, fault, severity: 1, durationMs: null },
  });
  const result = (n: number) =>
    record((one) => one.type === 'commandResult' && one.commandId === id(n));

  test.each([
    ['a fault', inject(1, 'loop', 'leak'), true, 'leak injected'],
    ['an unknown fault', inject(2, 'loop', 'fire'), false, 'no fault "fire"'],
    ['an unknown stream', inject(3, 'none', 'leak'), false, 'no stream none'],
    ['a stream that is no simulator', inject(4, 'press', 'leak'), false, 'reads csv'],
    ['an expired command', inject(5, 'loop', 'leak', 1), false, 'expired'],
    [
      'a self-test',
      { ...inject(6, '', ''), type: 'selfTest' as const, args: { stream: 'loop' } },
      true,
      '3 golden windows on cpu',
    ],
  ])('%s is answered', async (_, command, ok, words) => {
    loopBundle();
    await bench.run([simulator, csvStream('press', bench.recording('a', calm(600)))]);
    await report('loop', 'scoring');
    await broker.publish('commands', command);
    const answer = await result(Number(command.id.at(-1)));
    expect(answer).toMatchObject({ ok, detail: expect.stringContaining(words) });
  });

  test('a fault that is injected is reported', async () => {
    loopBundle();
    await bench.run([simulator]);
    expect((await report('loop', 'scoring'))?.faults).toContain('leak');
    await broker.publish('commands', inject(1, 'loop', 'leak'));
    const { message } = await broker.message('reported', ({ streams }) =>
      streams.some((stream) => stream.activeFault === 'leak'),
    );
    expect(message.streams).toHaveLength(1);
  });
});

describe('this is the new normal', () => {
  const id = '00000000-0000-4000-8000-0000000000aa';
  const reset = (mode: 'recommission' | 'rezero' | 'restore') => ({
    ...{ id, expiresAt: Date.UTC(2100), type: 'acknowledgeAndReset' as const },
    args: { stream: 'press', mode, by: 'olga' },
  });
  const answer = () => record((one) => one.type === 'commandResult' && one.commandId === id);
  const shifted = () =>
    csvStream('press', bench.recording('shifted', [...calm(8), ...Array(900).fill(5)]), swift);

  test('re-zeroed sensors are calm, are shown as they are, and stay so over a restart', async () => {
    const first = await bench.run([shifted()]);
    const raised = await record(({ type }) => type === 'raised');
    await broker.message('scores', ({ blocks }) =>
      (blocks as ScoreBlock[]).some(({ at }) => (at.at(-1) ?? 0) > raised.at + 500),
    );
    await broker.publish('commands', reset('rezero'));
    expect(await answer()).toMatchObject({ ok: true, detail: expect.stringContaining('zero') });
    const cleared = await record(({ type }) => type === 'cleared');
    const adapted = await record(({ type }) => type === 'adapted');
    expect(cleared).toMatchObject({ reason: 'reset' });
    expect(adapted).toMatchObject({ reason: 'rezeroed', by: 'olga' });

    const after = (block: ScoreBlock) => (block.at[0] ?? 0) > adapted.at + 500;
    const { message } = await broker.message('scores', ({ blocks }) =>
      (blocks as ScoreBlock[]).some(after),
    );
    const block = (message.blocks as ScoreBlock[]).find(after);
    expect(Math.abs(block?.score[0] ?? 9)).toBeLessThan(3);
    expect(block?.values[0]?.[0]).toBeCloseTo(1.5, 1);
    expect(block?.expected[0]?.[0]).toBeCloseTo(1.5, 1);
    await first.stop();

    await bench.run([shifted()]);
    const zero = await broker.message('reported', ({ streams }) => {
      const offset = streams[0]?.judgement?.zeroOffset;
      return streams[0]?.phase === 'filling' && offset !== null && offset !== undefined;
    });
    expect(zero.message.streams[0]?.judgement?.zeroOffset?.[0]).toBeCloseTo(0.5, 1);
  });

  test('a zero is not taken from too few rows', async () => {
    await bench.run([csvStream('press', bench.recording('short', calm(2)))]);
    await report('press', 'filling');
    await broker.publish('commands', reset('rezero'));
    expect(await answer()).toMatchObject({ ok: false, detail: expect.stringContaining('4 rows') });
  });
});

describe('over a restart', () => {
  const wild = (): object => csvStream('press', bench.recording('wild', Array(900).fill(9)), swift);

  test('what the hub wishes is reported and still holds', async () => {
    const levels = { raiseLevel: 99, clearLevel: 50, onDelayMs: 0, offDelayMs: 0 };
    const rest = { alarmsPerDay: null, decision: null, adaptive: null, commissioning: null };
    const policy = { ...levels, ...rest };
    const first = await bench.run([wild()]);
    await report('press', 'scoring');
    await broker.publish('desired', { generation: 5, streams: { press: { policy } } });
    const { message } = await broker.message('reported', (one) => one.observedGeneration === 5);
    expect(message.streams[0]?.threshold).toBe(99);
    await first.stop();

    await broker.stop();
    const forgetful = await new TestBroker(Number(new URL(broker.url).port)).start();
    broker = forgetful;
    await bench.run([wild()]);
    const again = await broker.message(
      'reported',
      ({ streams }) => streams[0]?.phase === 'scoring',
    );
    expect(again.message).toMatchObject({ observedGeneration: 5, streams: [{ threshold: 99 }] });
  });

  test('a standing alert goes on, and is cleared when its stream is taken out', async () => {
    const first = await bench.run([wild()]);
    const raised = await record(({ type }) => type === 'raised');
    await first.stop();
    const second = await bench.run([wild()]);
    await broker.message('status', ({ online }) => !online);
    await second.stop();
    await bench.run([csvStream('other', bench.recording('calm', calm(900)))]);
    const cleared = await record(({ type }) => type === 'cleared');
    expect(cleared).toMatchObject({
      ...{ reason: 'stopped', stream: 'press' },
      alertId: 'alertId' in raised ? raised.alertId : '',
    });
    const alertIds = broker.packets
      .filter(({ topic }) => topic.endsWith('/events'))
      .flatMap(({ payload }) => decode('events', Buffer.from(payload)).records as EventRecord[])
      .flatMap((one) => (one.type === 'raised' ? one.alertId : []));
    expect(new Set(alertIds).size).toBe(1);
  });

  test('two agents never share a data folder', async () => {
    await bench.run([wild()]);
    await expect(bench.run([wild()])).rejects.toMatchObject({
      code: 'inUse',
      message: expect.stringContaining(`process ${process.pid}`),
    });
  });

  test('a session number rises, and stopping says offline', async () => {
    const first = await bench.run([wild()]);
    const before = (await broker.message('status', ({ online }) => online)).message.session;
    await first.stop();
    await broker.message('status', (status) => !status.online && status.session === before);
    await bench.run([wild()]);
    await broker.message('status', (status) => status.online && status.session === before + 1);
  });
});

test('load samples tell how the machine is and how each stream keeps up', async () => {
  writeMachine(bench.path('orin'), orinNanoJp6);
  const streams = [csvStream('press', bench.recording('a', calm(60)), swift)];
  await bench.run(streams, {}, { root: 'orin' });
  const { message } = await broker.message('load', (load) => (load.streams[0]?.windows ?? 0) > 4);
  expect(message).toMatchObject({ gpuPercent: 43, powerMode: '15W', headroomC: 47.75 });
  const [press, ...others] = message.streams;
  expect(others).toEqual([]);
  expect(press).toMatchObject({ stream: 'press', variant: 'fp32', provider: 'cpu' });
  // The way to the inference process and back is in the lag and not in the run.
  expect(press?.lagP95Us).toBeGreaterThan(press?.p50Us ?? Number.POSITIVE_INFINITY);
  expect(press?.lagP95Us).toBeLessThan(10_000_000);
  const { message: reported } = await broker.message('reported', () => true);
  expect(reported.capabilities.board).toEqual({ family: 'orin', l4t: '36.4.0', jetpackMajor: 6 });
});

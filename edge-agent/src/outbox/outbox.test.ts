import { afterEach, expect, test } from 'vitest';
import {
  ackOf,
  type Bench,
  event,
  FakeHub,
  openBench,
  scoreBlock,
  seqsOf,
  settled,
} from './outbox.fixture.ts';
import { rangesOf } from './ranges.ts';

let bench: Bench;
afterEach(() => bench.dispose());

const numbered = (count: number, from = 1) =>
  Array.from({ length: count }, (_, i) => event(`${from + i}`, bench.now + from + i));

test('lanes: live alerts, replayed alerts, live scores, replayed scores', async () => {
  bench = openBench();
  const { outbox } = bench;
  outbox.recordScores([scoreBlock(1)]);
  outbox.recordEvents([event('old', 2)]);
  const hub = new FakeHub();
  hub.window = 1;
  outbox.connected(hub);
  outbox.recordScores([scoreBlock(3)]);
  outbox.recordEvents([event('new', 4)]);
  const order = [];
  for (;;) {
    await settled();
    const batch = hub.batches.at(-1);
    const record = batch?.records[0];
    order.push([batch?.kind, record?.replayed]);
    if (order.length === 4 || batch === undefined) break;
    outbox.acknowledge(ackOf(batch));
  }
  // One message may be in flight, and the first was already on its way when the others came.
  expect(order).toEqual([
    ['events', true],
    ['events', false],
    ['scores', false],
    ['scores', true],
  ]);
});

test('at most the window is in flight, and low lanes leave room for alerts', () => {
  bench = openBench();
  for (let i = 0; i < 30; i += 1)
    bench.outbox.recordScores(Array.from({ length: 256 }, (_, k) => scoreBlock(i * 256 + k)));
  const hub = new FakeHub();
  bench.outbox.connected(hub);
  expect(hub.batches).toHaveLength(4);
  bench.outbox.recordEvents([event('now', 9)]);
  expect(hub.records('events').map((r) => r.detail)).toEqual(['now']);
});

test('thousands of records arrive once and in order, however acknowledgements overlap', async () => {
  bench = openBench();
  const { outbox } = bench;
  const total = 5000;
  for (let i = 0; i < total; i += 50) outbox.recordEvents(numbered(50, i + 1));
  const hub = new FakeHub();
  outbox.connected(hub);
  const stored = new Map<number, string>();
  let answered = 0;
  for (let round = 0; outbox.depth().eventRecords > 0 && round < 400; round += 1) {
    for (const batch of hub.batches.slice(answered)) {
      answered += 1;
      for (const record of batch.records) stored.set(record.seq, record.detail ?? '');
      // Every third acknowledgement is lost, the others also repeat what came before.
      if (answered % 3 === 0) continue;
      const first = batch.records[0]?.seq ?? 1;
      const last = batch.records.at(-1)?.seq ?? 1;
      outbox.acknowledge({
        queueId: batch.queueId,
        ranges: rangesOf([...stored.keys()].filter((seq) => seq >= first - 40 && seq <= last)),
      });
    }
    await settled();
    bench.now += 5_000;
    outbox.tick();
  }
  expect(outbox.depth().eventRecords).toBe(0);
  expect([...stored.keys()]).toEqual(Array.from({ length: total }, (_, i) => i + 1));
  expect([...stored.values()]).toEqual(Array.from({ length: total }, (_, i) => `${i + 1}`));
});

test('what is not acknowledged is sent again, also over the same connection', () => {
  bench = openBench();
  const hub = new FakeHub();
  bench.outbox.connected(hub);
  bench.outbox.recordEvents(numbered(3));
  expect(hub.records('events').map((r) => [r.seq, r.replayed])).toEqual([
    [1, false],
    [2, false],
    [3, false],
  ]);
  bench.outbox.acknowledge({ queueId: 'queue-2', ranges: [[2, 2]] });
  bench.now += 20_000;
  bench.outbox.tick();
  expect(hub.batches.at(-1)?.records.map((r) => [r.seq, r.replayed])).toEqual([
    [1, false],
    [3, false],
  ]);
});

test('what waited when a connection began is replayed', () => {
  bench = openBench();
  const first = new FakeHub();
  bench.outbox.connected(first);
  bench.outbox.recordEvents(numbered(2));
  bench.outbox.disconnected();
  bench.outbox.recordEvents(numbered(1, 3));
  const second = new FakeHub();
  bench.outbox.connected(second);
  bench.outbox.recordEvents(numbered(1, 4));
  expect(second.records('events').map((r) => [r.detail, r.replayed])).toEqual([
    ['1', true],
    ['2', true],
    ['3', true],
    ['4', false],
  ]);
  expect(second.records('events')[0]?.at).toBe(first.records('events')[0]?.at);
});

test('an acknowledgement of another queue deletes nothing', () => {
  bench = openBench();
  bench.outbox.recordEvents(numbered(3));
  bench.outbox.acknowledge({ queueId: 'someone-else', ranges: [[1, 3]] });
  expect(bench.outbox.depth().eventRecords).toBe(3);
});

test('replay is paced', async () => {
  bench = openBench();
  for (let i = 0; i < 30; i += 1) bench.outbox.recordEvents(numbered(256));
  const hub = new FakeHub();
  bench.outbox.connected(hub);
  let rounds = 0;
  while ((await hub.acknowledgeNew(bench.outbox)) > 0) rounds += 1;
  expect(hub.batches).toHaveLength(20);
  expect(rounds).toBeGreaterThan(1);
  bench.now += 250;
  bench.outbox.tick();
  await hub.acknowledgeNew(bench.outbox);
  expect(hub.batches).toHaveLength(25);
});

test('it is quiet when every record has left, and not before', async () => {
  bench = openBench();
  const { outbox } = bench;
  for (let i = 0; i < 21; i += 1) outbox.recordEvents(numbered(256));
  expect(outbox.isQuiet).toBe(false);
  const hub = new FakeHub();
  outbox.connected(hub);
  while ((await hub.acknowledgeNew(outbox)) > 0) expect(outbox.isQuiet).toBe(false);
  // The last message waits for the pace of replay, and nothing is on its way.
  expect(outbox.isQuiet).toBe(false);
  bench.now += 1000;
  outbox.tick();
  await hub.acknowledgeNew(outbox);
  expect(outbox.isQuiet).toBe(true);
  hub.window = 1;
  outbox.disconnected();
  expect(outbox.isQuiet).toBe(false);
  outbox.connected(hub);
  outbox.recordScores([scoreBlock(1)]);
  // A line that takes one message at a time is full with this one.
  expect(outbox.isQuiet).toBe(false);
  await hub.acknowledgeNew(outbox);
  expect(outbox.isQuiet).toBe(true);
});

test('after a restart everything is still there under its number', () => {
  bench = openBench();
  bench.outbox.recordEvents(numbered(2), [{ key: 'alert/pump', value: '{"id":1}' }]);
  bench.outbox.recordScores([scoreBlock(1)]);
  const again = bench.reopen();
  again.recordEvents(numbered(1, 3));
  again.recordScores([scoreBlock(2)]);
  const hub = new FakeHub();
  again.connected(hub);
  expect(hub.records('events').map((r) => [r.seq, r.detail])).toEqual([
    [1, '1'],
    [2, '2'],
    [3, '3'],
  ]);
  expect(again.storedNotes('alert/')).toEqual([{ key: 'alert/pump', value: '{"id":1}' }]);
  const [before, after] = hub.records('scores').map((r) => r.seq);
  // Scores may have been rolled back by a power cut: their numbers skip at every start.
  expect((after ?? 0) - (before ?? 0)).toBeGreaterThan(1_000_000);
});

test('beyond the cap scores go before alerts, and a gap record says what went', () => {
  bench = openBench({ maxBytes: 60_000 });
  const { outbox } = bench;
  outbox.recordEvents(numbered(100));
  outbox.recordScores(Array.from({ length: 300 }, (_, i) => scoreBlock(5_000 + i, 5)));
  outbox.tick();
  const left = outbox.depth();
  expect(left.bytes).toBeLessThan(60_000);
  expect(left.eventRecords).toBe(101);
  expect(left.scoreRecords).toBeGreaterThan(0);
  const hub = new FakeHub();
  outbox.connected(hub);
  const gap = hub.records('events').find((r) => r.type === 'gap');
  expect(gap).toMatchObject({ lane: 'scores', reason: 'capacity', count: 300 - left.scoreRecords });
  const dropped = seqsOf(gap?.ranges as [number, number][]);
  expect(dropped).toHaveLength(300 - left.scoreRecords);
  expect(Math.max(...dropped)).toBeLessThan(hub.records('scores')[0]?.seq ?? 0);
  expect([gap?.fromAt, gap?.toAt]).toEqual([5_004, 5_004 + 299 - left.scoreRecords]);
});

test('when alerts alone are too many the oldest go, with a gap of their own', () => {
  bench = openBench({ maxBytes: 50_000 });
  bench.outbox.recordEvents(numbered(400));
  bench.outbox.tick();
  const hub = new FakeHub();
  bench.outbox.connected(hub);
  const records = hub.records('events');
  const gap = records.find((r) => r.type === 'gap');
  const left = records.filter((r) => r.type !== 'gap').map((r) => r.seq);
  expect(left.at(-1)).toBe(400);
  expect(gap).toMatchObject({
    lane: 'events',
    ranges: [[1, 400 - left.length]],
    reason: 'capacity',
  });
});

test('a long outage leaves one gap record, until it is sent', () => {
  bench = openBench({ maxBytes: 20_000 });
  const { outbox } = bench;
  const overflow = () => {
    outbox.recordScores(Array.from({ length: 100 }, (_, i) => scoreBlock(i, 5)));
    bench.now += 10_000;
    outbox.tick();
  };
  for (let i = 0; i < 5; i += 1) overflow();
  expect(outbox.depth().eventRecords).toBe(1);
  const hub = new FakeHub();
  outbox.connected(hub);
  const first = hub.records('events')[0];
  overflow();
  expect(hub.records('events')[0]).toEqual(first);
  expect(hub.records('events').filter((r) => r.type === 'gap').length).toBeGreaterThan(1);
});

test('what is too old goes, with a gap', () => {
  bench = openBench({ maxScoreAgeMs: 1_000, maxEventAgeMs: 100_000 });
  bench.outbox.recordScores([scoreBlock(bench.now - 2_000), scoreBlock(bench.now)]);
  bench.outbox.recordEvents([event('old', bench.now - 200_000), event('young', bench.now)]);
  bench.outbox.tick();
  const hub = new FakeHub();
  bench.outbox.connected(hub);
  const gaps = hub.records('events').filter((r) => r.type === 'gap');
  expect(gaps.map((gap) => [gap.lane, gap.reason, gap.count])).toEqual([
    ['events', 'age', 1],
    ['scores', 'age', 1],
  ]);
  expect(hub.records('scores')).toHaveLength(1);
  expect(hub.records('events').some((r) => r.detail === 'young')).toBe(true);
});

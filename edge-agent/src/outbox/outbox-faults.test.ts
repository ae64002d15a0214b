import { readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { type Bench, event, FakeHub, openBench, scoreBlock } from './outbox.fixture.ts';

let bench: Bench;
afterEach(() => bench.dispose());

const spoil: Record<string, (path: string) => void> = {
  'is no database': (path) => writeFileSync(path, 'not a database '.repeat(5_000)),
  'is cut short': (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  'is empty but for its header': (path) => truncateSync(path, 100),
};

test.each(Object.keys(spoil))('an events file that %s is set aside and its loss is told', (how) => {
  bench = openBench();
  const { outbox } = bench;
  for (let i = 0; i < 50; i += 1) outbox.recordEvents([event('x'.repeat(3_000), i)]);
  outbox.close();
  const path = join(bench.folder, 'events.sqlite');
  spoil[how]?.(path);

  const again = bench.reopen();
  again.recordEvents([event('after', 99)]);
  const hub = new FakeHub();
  again.connected(hub);
  const records = hub.records('events');
  expect(records.map((r) => r.type)).toEqual(['gap', 'commandResult']);
  expect(records[0]).toMatchObject({ lane: 'events', reason: 'damaged', ranges: [], count: null });
  expect(records[0]?.gapQueueId).not.toBe(hub.batches[0]?.queueId);
  expect(readdirSync(bench.folder)).toContain(`events.sqlite.damaged-${bench.now}`);
  expect(bench.warnings.join()).toContain('damaged');
});

test('a scores file that turns bad while it is used is replaced, alerts go on', () => {
  bench = openBench();
  const { outbox } = bench;
  for (let i = 0; i < 600; i += 1) outbox.recordScores([scoreBlock(i, 250)]);
  outbox.close();
  const again = bench.reopen();
  // More than SQLite keeps in memory, so that it must read what is spoilt.
  const path = join(bench.folder, 'scores.sqlite');
  writeFileSync(path, Buffer.alloc(statSync(path).size - 4_096, 0xee), { flag: 'r+', flush: true });
  const hub = new FakeHub();
  again.recordEvents([event('alert', 1)]);
  again.connected(hub);
  again.recordScores([scoreBlock(1_000)]);
  again.tick();
  expect(hub.records('events').map((r) => r.detail ?? r.reason)).toEqual(
    expect.arrayContaining(['alert', 'damaged']),
  );
  expect(again.depth().scoreRecords).toBeGreaterThanOrEqual(1);
});

test('a full disk costs scores first, with a gap', () => {
  bench = openBench({}, 40);
  const { outbox } = bench;
  for (let i = 0; i < 400; i += 1) outbox.recordScores([scoreBlock(i, 20)]);
  outbox.recordEvents([event('alert', 1)]);
  outbox.tick();
  const { scoreRecords } = outbox.depth();
  const hub = new FakeHub();
  outbox.connected(hub);
  expect(scoreRecords).toBeGreaterThan(50);
  const gaps = hub.records('events').filter((r) => r.type === 'gap');
  expect(gaps).toHaveLength(1);
  expect(gaps[0]).toMatchObject({ lane: 'scores', reason: 'diskFull', count: 400 - scoreRecords });
  expect(hub.records('events').some((r) => r.detail === 'alert')).toBe(true);
});

test('alerts that a full disk refuses wait in memory, bounded, and are delivered', async () => {
  bench = openBench({ maxMemoryBytes: 40_000 }, 30);
  const { outbox } = bench;
  const total = 600;
  for (let i = 1; i <= total; i += 1) outbox.recordEvents([event(`${i}`.padEnd(300), i)]);
  expect(outbox.depth().eventRecords).toBeLessThan(total);
  const hub = new FakeHub();
  outbox.connected(hub);
  for (let i = 0; i < 20; i += 1) {
    await hub.acknowledgeNew(outbox);
    bench.now += 1_000;
    outbox.tick();
  }
  expect(outbox.depth().eventRecords).toBe(0);
  const records = hub.records('events');
  const delivered = records.filter((r) => r.type !== 'gap').map((r) => Number(r.detail));
  const lost = records.filter((r) => r.type === 'gap').map((r) => Number(r.count));
  expect(delivered.length + lost.reduce((a, b) => a + b, 0)).toBe(total);
  expect(delivered.at(-1)).toBe(total);
  expect(delivered).toEqual([...new Set(delivered)].sort((a, b) => a - b));
  expect(new Set(hub.batches.map((b) => b.queueId)).size).toBe(2);
});

test('alerts move from memory to the disk as soon as it takes them', async () => {
  bench = openBench({}, 30);
  const { outbox } = bench;
  for (let i = 1; i <= 400; i += 1) outbox.recordEvents([event(`${i}`.padEnd(300), i)]);
  const before = outbox.depth().eventRecords;
  const hub = new FakeHub();
  outbox.connected(hub);
  await hub.acknowledgeNew(outbox);
  outbox.disconnected();
  bench.now += 10_000;
  outbox.tick();
  const left = outbox.depth().eventRecords;
  expect(left).toBeLessThan(before);
  expect(bench.reopen().depth().eventRecords).toBe(left);
});

test('a file that somebody holds costs nothing: alerts wait in memory and follow', async () => {
  bench = openBench();
  const { outbox } = bench;
  const somebody = new DatabaseSync(join(bench.folder, 'events.sqlite'));
  somebody.exec('BEGIN IMMEDIATE');
  outbox.recordEvents([event('held', 1)], [{ key: 'alert/pump', value: 'x' }]);
  outbox.recordEvents([event('again', 2)]);
  expect(outbox.depth().eventRecords).toBe(2);
  expect(bench.warnings.filter((warning) => warning.includes('locked'))).toHaveLength(1);
  somebody.exec('ROLLBACK');
  somebody.close();
  bench.now += 10_000;
  outbox.tick();
  expect(bench.reopen().depth().eventRecords).toBe(2);
  expect(bench.reopen().storedNotes('alert/')).toHaveLength(1);
});

test('a note that a full disk refuses is known at once and written later', () => {
  bench = openBench({ maxEventAgeMs: 1_000 }, 30);
  const { outbox } = bench;
  for (let i = 1; i <= 400; i += 1) outbox.recordEvents([event(`${i}`.padEnd(300), i)]);
  outbox.recordEvents([event('last', 400)], [{ key: 'alert/pump', value: 'x'.repeat(4_000) }]);
  expect(outbox.note('alert/pump')).toHaveLength(4_000);
  expect(outbox.storedNotes('alert/')).toEqual([]);
  outbox.tick(); // everything on disk is too old
  bench.now += 10_000;
  outbox.tick();
  expect(bench.reopen().storedNotes('alert/')).toHaveLength(1);
});

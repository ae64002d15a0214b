import { readFileSync, writeFileSync } from 'node:fs';
import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { decode } from '@lookout/shared/protocol/codec';
import type { EventRecord, PhaseRecord } from '@lookout/shared/protocol/records';
import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';
import type { ScoreBlock } from '@lookout/shared/protocol/scores';
import type { ReleaseWish } from '@lookout/shared/protocol/signed';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scratchFolder } from '../../test/support/scratch.ts';
import {
  type ToyBundle,
  type ToyBundleOptions,
  writeToyBundle,
} from '../../test/support/toy-bundle.ts';
import { AgentBench, channels, csvStream, periodMs } from './main.fixture.ts';
import type { Agent } from './main.ts';
import { deadlyChild, ReleaseBench } from './release.fixture.ts';
import { TestBroker } from './uplink/uplink.fixture.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let broker: TestBroker;
let bench: AgentBench;
let releases: ReleaseBench;
let generation = 0;
beforeEach(async () => {
  folder = await scratchFolder();
  broker = await new TestBroker().start();
  broker.acknowledges = true;
  bench = new AgentBench(folder.path, broker.url);
  releases = new ReleaseBench(folder.path);
});
afterEach(async () => {
  await bench.dispose();
  await broker.stop();
  await folder[Symbol.asyncDispose]();
});

const swift = { policy: { onDelayMs: 0, offDelayMs: 0, adaptive: false, commissioning: false } };
const calm = (rows: number): number[] => Array(rows).fill(0);

/** A bundle that the hub offers. */
function published(name: string, more: Partial<ToyBundleOptions> = {}): ToyBundle {
  const options = { channels, windowLength: 4, periodMs, name, ...more };
  const bundle = writeToyBundle(bench.path(name), options);
  releases.publish(bundle);
  return bundle;
}

const run = (
  rows: readonly (number | 'NaN' | '')[] = calm(900),
  more: object = {},
): Promise<Agent> =>
  bench.run([csvStream('press', bench.recording('rows', rows), swift)], {
    releases: releases.parts,
    ...more,
  });

const desire = (release?: ReleaseWish): Promise<void> => {
  generation += 1;
  const stream = release === undefined ? { policy: null } : { policy: null, release };
  return broker.publish('desired', { generation, streams: { press: stream } });
};

const reported = async (fits: (release: ReleaseReport) => boolean) => {
  const of = (streams: { release: ReleaseReport | null }[]) => streams[0]?.release ?? null;
  const { message } = await broker.message('reported', ({ streams }) => {
    const release = of(streams);
    return release !== null && fits(release);
  });
  const [stream] = message.streams;
  if (stream === undefined) throw new Error('a stream is reported');
  return { ...stream, release: of(message.streams) };
};
const phase = (sequence: number, name: string) =>
  reported((release) => release.sequence === sequence && release.phase === name);

const eventRecords = (): EventRecord[] => {
  const seen = new Map<number, EventRecord>();
  for (const { topic, payload } of broker.packets)
    if (topic.endsWith('/events'))
      for (const record of decode('events', Buffer.from(payload)).records as EventRecord[])
        seen.set(record.seq, record);
  return [...seen.values()].sort((a, b) => a.seq - b.seq);
};
const phases = (sequence: number): string[] =>
  eventRecords()
    .filter((one): one is PhaseRecord => one.type === 'phase' && one.sequence === sequence)
    .map((one) => one.phase);

/** Every row that was scored, once, in its order. */
function rows() {
  const blocks = new Map<number, ScoreBlock>();
  for (const { topic, payload } of broker.packets)
    if (topic.endsWith('/scores'))
      for (const block of decode('scores', Buffer.from(payload)).blocks as ScoreBlock[])
        blocks.set(block.seq, block);
  return [...blocks.values()]
    .sort((a, b) => a.seq - b.seq)
    .flatMap(({ sourceAt, score, modelDigest }) =>
      score.map((value, i) => ({ at: sourceAt?.[i] ?? null, score: value, modelDigest })),
    );
}

/** Resolves when a bundle's scores have left. */
const scoredBy = (digest: string, least = 1) =>
  broker.message(
    'scores',
    () => rows().filter((row) => row.modelDigest === digest && row.score !== null).length >= least,
  );

function expectNoneLost(): void {
  const all = rows();
  const first = Date.UTC(2026, 0, 1);
  expect(all.map(({ at }) => at)).toEqual(all.map((_, i) => first + i * periodMs));
  expect(all.slice(3).filter(({ score }) => score === null)).toEqual([]);
}

describe('a release', () => {
  test('is fetched, tested, compared, tried and kept, and no window is lost', async () => {
    const next = published('next');
    await run();
    const own = JSON.parse(
      JSON.stringify(
        await broker.message('reported', ({ streams }) => streams[0]?.phase === 'scoring'),
      ),
    ).message.streams[0].modelDigest;
    await desire(releases.wish(1, next));
    const { release, modelDigest } = await phase(1, 'COMMITTED');
    expect(modelDigest).toBe(next.digest);
    expect(release).toMatchObject({
      ...{ release: next.digest, variant: 'cpu-fp32', reason: null, held: false },
      good: { release: next.digest, bundle: next.digest },
      figures: { agreement: 1, oldAbove: 0, newAbove: 0, crashes: 0 },
    });
    expect(release?.figures?.windows).toBeGreaterThanOrEqual(5);
    expect(release?.figures?.newLatencyP95Us).toBeGreaterThan(0);
    expect(release?.figures?.memoryBytes).toBeGreaterThan(1e6);
    await scoredBy(next.digest, 12);
    expectNoneLost();
    expect(new Set(rows().map((row) => row.modelDigest))).toEqual(new Set([own, next.digest]));
    expect(phases(1)).toEqual([
      ...['OFFERED', 'DOWNLOADING', 'VERIFIED', 'SELF_TEST', 'SHADOW', 'TRIAL', 'COMMITTED'],
    ]);
  });

  test('of a longer window judges when its window is full', async () => {
    const next = published('long', { windowLength: 9 });
    await run();
    await desire(releases.wish(1, next, { install: { shadowWindows: 0 } }));
    await phase(1, 'COMMITTED');
    await scoredBy(next.digest, 8);
    expectNoneLost();
  });

  test('is taken back to the own bundle without a download, and the one before stays on disk', async () => {
    const next = published('next');
    await run();
    await desire(releases.wish(1, next));
    await phase(1, 'COMMITTED');
    await scoredBy(next.digest, 6);
    await desire(releases.wish(2, null, { revert: true }));
    const { release } = await phase(2, 'COMMITTED');
    const { message } = await broker.message(
      'reported',
      ({ streams }) =>
        streams[0]?.modelDigest !== next.digest && streams[0]?.release?.phase === 'COMMITTED',
    );
    const modelDigest = message.streams[0]?.modelDigest;
    expect(release).toMatchObject({ release: null, good: { release: null } });
    await scoredBy(modelDigest ?? '', 20);
    expectNoneLost();
    expect(await releases.stored()).toEqual([next.digest]);
    expect(phases(2)).toEqual(['OFFERED', 'VERIFIED', 'SELF_TEST', 'COMMITTED']);
  });

  test('keeps an alert that stands under its id', async () => {
    const next = published('next');
    await run([...calm(8), ...Array(40).fill(9), ...calm(600)]);
    const isOf = (type: string) => (record: EventRecord) => record.type === type;
    await broker.message('events', ({ records }) =>
      (records as EventRecord[]).some(isOf('raised')),
    );
    await desire(releases.wish(1, next, { install: { shadowWindows: 2, trialWindows: 2 } }));
    await phase(1, 'COMMITTED');
    await broker.message('events', ({ records }) =>
      (records as EventRecord[]).some(isOf('cleared')),
    );
    const told = eventRecords().filter((one) => 'alertId' in one);
    expect(new Set(told.map((one) => 'alertId' in one && one.alertId)).size).toBe(1);
    expect(told.at(-1)).toMatchObject({ reason: 'returned', modelDigest: next.digest });
  });
});

describe('a bad release does not stay:', () => {
  const strict = { sd: 0.002 };
  const bad = () => {
    const bundle = published('bad');
    const path = (file: string) => `${bundle.folder}/${file}`;
    const golden = JSON.parse(readFileSync(path('golden.json'), 'utf8'));
    golden.windows[1].score += 1;
    writeFileSync(path('golden.json'), JSON.stringify(golden));
    const manifest = JSON.parse(readFileSync(path('manifest.json'), 'utf8'));
    const bytes = readFileSync(path('golden.json'));
    manifest.files['golden.json'] = { sha256: sha256Hex(bytes), sizeBytes: bytes.length };
    writeFileSync(path('manifest.json'), JSON.stringify(manifest));
    const spoilt = { ...bundle, digest: sha256Hex(readFileSync(path('manifest.json'))) };
    releases.publish(spoilt);
    return spoilt;
  };
  const narrow = () => channels.map((one) => ({ ...one, sd: one.sd * strict.sd }));

  test.each<[string, () => ToyBundle, object, string, string, string]>([
    ['a wrong score', bad, {}, 'FAILED', 'selfTest', 'golden'],
    [
      'other alarms',
      () => published('jumpy', { channels: narrow() }),
      {},
      'FAILED',
      'disagreement',
      'new 1',
    ],
    ['slow', () => published('slow'), { maxLatencyUs: 0.001 }, 'FAILED', 'latency', 'p95'],
    [
      'slow alone',
      () => published('slow'),
      { shadowWindows: 0, maxLatencyUs: 0.001 },
      'REVERTED',
      'latency',
      'p95',
    ],
    [
      'other channels',
      () => published('wide', { channels: [...channels, { name: 'torque', mean: 1, sd: 1 }] }),
      {},
      'FAILED',
      'incompatible',
      'torque',
    ],
    [
      'another pace',
      () => published('slack', { periodMs: 500 }),
      {},
      'FAILED',
      'incompatible',
      '500 ms',
    ],
    [
      'not there',
      () => ({ ...published('gone'), digest: 'f'.repeat(64) }),
      {},
      'FAILED',
      'unavailable',
      'does not have',
    ],
  ])('%s', async (_, make, install, end, code, words) => {
    const next = make();
    await run();
    const before = await broker.message(
      'reported',
      ({ streams }) => streams[0]?.phase === 'scoring',
    );
    await desire(releases.wish(1, next, { install }));
    const { release, modelDigest } = await phase(1, end);
    expect(release?.reason).toMatchObject({ code, text: expect.stringContaining(words) });
    expect(release?.good?.release).toBeNull();
    const own = before.message.streams[0]?.modelDigest ?? '';
    if (end === 'FAILED') expect(modelDigest).toBe(own);
    const soFar = rows().length;
    await broker.message('scores', () => rows().length > soFar + 8);
    expect(rows().at(-1)?.modelDigest).toBe(own);
    expectNoneLost();
  });

  test('one that ends the inference process, and it is offered again by a newer assignment', async () => {
    const next = published('deadly');
    await run(calm(900), { child: deadlyChild });
    // The first run of each new process goes well.
    const install = { shadowWindows: 100 };
    await desire(releases.wish(1, next, { install }));
    const { release } = await phase(1, 'FAILED');
    expect(release?.reason?.code).toBe('crashLoop');
    expect(release?.figures?.crashes).toBe(3);
    const { length } = rows();
    await broker.message('scores', () => rows().length > length + 5);
    expect(
      rows()
        .slice(3)
        .filter(({ score }) => score === null),
    ).toEqual([]);
    await desire(releases.wish(1, next));
    await desire(releases.wish(2, next));
    await phase(2, 'SELF_TEST');
  }, 30_000);

  test('no row comes', async () => {
    const next = published('next');
    await run(calm(6));
    await desire(releases.wish(1, next, { install: { maxInstallMs: 1_000 } }));
    expect((await phase(1, 'TIMED_OUT')).release?.reason?.code).toBe('deadline');
  });
});

describe('in every phase', () => {
  /** Stays in a phase until it is told otherwise. */
  const stays: [string, object][] = [
    ['DOWNLOADING', {}],
    ['SHADOW', { shadowWindows: 1_000 }],
    ['TRIAL', { trialWindows: 1_000 }],
  ];

  test.each(stays)(
    '%s: hold goes back to the good bundle, resume goes on',
    async (name, install) => {
      const next = published('next');
      if (name === 'DOWNLOADING') releases.close();
      await run();
      const own = (
        await broker.message('reported', ({ streams }) => streams[0]?.phase === 'scoring')
      ).message.streams[0]?.modelDigest;
      await desire(releases.wish(1, next, { install }));
      await phase(1, name);
      if (name === 'TRIAL') await scoredBy(next.digest, 3);
      await desire(releases.wish(1, next, { install, hold: true }));
      const held = await reported((release) => release.held);
      expect(held.release?.phase).toBe(name === 'DOWNLOADING' ? name : 'VERIFIED');
      const { length } = rows();
      await broker.message('scores', () => rows().length > length + 5);
      expect(rows().at(-1)?.modelDigest).toBe(own);
      releases.open();
      broker.packets.splice(
        0,
        broker.packets.length,
        ...broker.packets.filter(({ topic }) => !topic.endsWith('/reported')),
      );
      await desire(releases.wish(1, next, { install }));
      await phase(1, name === 'DOWNLOADING' ? 'COMMITTED' : name);
      expectNoneLost();
    },
  );

  test.each(stays)('%s: a newer assignment takes its place', async (name, install) => {
    const [next, newer] = [published('next'), published('newer')];
    if (name === 'DOWNLOADING') releases.close();
    await run();
    await desire(releases.wish(1, next, { install }));
    await phase(1, name);
    releases.open();
    await desire(releases.wish(2, newer));
    expect((await phase(2, 'COMMITTED')).modelDigest).toBe(newer.digest);
    expect(phases(1).at(-1)).toBe('SUPERSEDED');
    await scoredBy(newer.digest, 3);
    expectNoneLost();
  });

  test.each(stays)('%s: withdrawn, the good bundle goes on', async (name, install) => {
    const next = published('next');
    if (name === 'DOWNLOADING') releases.close();
    await run();
    await desire(releases.wish(1, next, { install }));
    await phase(1, name);
    await desire();
    expect((await phase(1, 'SUPERSEDED')).release?.reason?.code).toBe('withdrawn');
    const { length } = rows();
    await broker.message('scores', () => rows().length > length + 5);
    expect(rows().at(-1)?.modelDigest).not.toBe(next.digest);
    expectNoneLost();
  });

  test.each(stays)(
    '%s: a restart begins with the good bundle and goes on',
    async (name, install) => {
      const next = published('next');
      if (name === 'DOWNLOADING') releases.close();
      const first = await run();
      await desire(releases.wish(1, next, { install }));
      await phase(1, name);
      await first.stop();
      releases.open();
      broker.packets.length = 0;
      await run();
      const start = await broker.message(
        'reported',
        ({ streams }) => streams[0]?.modelDigest != null,
      );
      expect(start.message.streams[0]?.modelDigest).not.toBe(next.digest);
      await phase(1, name === 'DOWNLOADING' ? 'COMMITTED' : name);
    },
  );

  test('COMMITTED: a restart runs it and reports the same', async () => {
    const next = published('next');
    const first = await run();
    await desire(releases.wish(1, next));
    const before = await phase(1, 'COMMITTED');
    await first.stop();
    broker.packets.length = 0;
    await run();
    await broker.message('reported', ({ streams }) => streams[0]?.modelDigest === next.digest);
    expect((await phase(1, 'COMMITTED')).release).toEqual(before.release);
  });

  test('a committed bundle that is damaged gives way to the own one', async () => {
    const next = published('next');
    const first = await run();
    await desire(releases.wish(1, next));
    await phase(1, 'COMMITTED');
    await first.stop();
    writeFileSync(`${folder.path}/bundles/${next.digest}/model.onnx`, 'hello');
    broker.packets.length = 0;
    await run();
    const again = await broker.message(
      'reported',
      ({ streams }) => streams[0]?.phase === 'scoring',
    );
    expect(again.message.streams[0]?.release?.good?.release).toBeNull();
  });
});

test('a stream without a detector takes the first release that passes its test', async () => {
  const next = published('next');
  await bench.run(
    [csvStream('press', bench.recording('rows', calm(900)), { ...swift, bundle: 'none' })],
    { releases: releases.parts },
  );
  await broker.message('reported', ({ streams }) => streams[0]?.phase === 'failed');
  await desire(releases.wish(1, next));
  expect((await phase(1, 'COMMITTED')).modelDigest).toBe(next.digest);
  await scoredBy(next.digest, 3);
});

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeToyBundle } from '../../../test/support/toy-bundle.ts';
import type { DetectorModel } from './child-protocol.ts';
import type { DetectError } from './detect-error.ts';
import { brokenChild, modelOf, sourceChild, unrulyChild } from './detector.fixture.ts';
import { Detector, type DetectorOptions } from './detector.ts';
import { dieAlways, dieOnce, hang } from './unruly.fixture.ts';

let folder: string;
let detector: Detector;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lookout-detect-'));
});
afterEach(async () => {
  await detector.stop();
  rmSync(folder, { recursive: true });
});

function begin(options: Partial<DetectorOptions>): Detector {
  detector = new Detector({ warn: () => {}, restartDelayMs: () => 10, ...options });
  detector.start();
  return detector;
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: DetectError) => error.code,
  );

describe('with ONNX Runtime', () => {
  const channels = [
    { name: 'pressure', mean: 2, sd: 0.5 },
    { name: 'flow', mean: 30, sd: 3 },
  ];
  const toy = () => modelOf(writeToyBundle(join(folder, 'toy'), { channels }));
  const windowOf = (...rows: [number, number][]) => Float32Array.from(rows.flat());
  const calm = windowOf([2, 30], [2, 30], [2, 30], [2, 30]);

  test('scores a window, and says what it expected and where it is furthest off', async () => {
    begin({ child: sourceChild });
    const model = toy();
    expect((await detector.load(model)).provider).toBe('cpu');
    const score = await detector.score(model.digest, windowOf([2, 30], [3, 30], [2, 36], [2, 33]));
    expect(Array.from(score.channelError)).toEqual([1, 1.25]);
    expect(score.score).toBeCloseTo(1.125);
    expect(Array.from(score.rebuilt?.expected ?? [])).toEqual([2, 30]);
    expect(Array.from(score.rebuilt?.worst.value ?? [])).toEqual([3, 36]);
    expect(Array.from(score.rebuilt?.worst.expected ?? [])).toEqual([2, 30]);
    expect(score.latencyUs).toBeGreaterThan(0);
  });

  test('windows that come together are scored in one run', async () => {
    begin({ child: sourceChild });
    const model = toy();
    await detector.load(model);
    await detector.load(model); // another stream with the same bundle
    const values = Array.from({ length: 20 }, (_, i) => i);
    const scores = await Promise.all(
      values.map((i) => {
        const row: [number, number] = [2 + i * 0.5, 30];
        return detector.score(model.digest, windowOf(row, row, row, row));
      }),
    );
    expect(scores.map((score) => score.score)).toEqual(values.map((i) => i ** 2 / 2));
    expect(new Set(scores.map((score) => score.latencyUs)).size).toBe(1);
  });

  test.each([
    ['NaN', Number.NaN, 'notFinite'],
    ['infinity', Number.POSITIVE_INFINITY, 'notFinite'],
  ])('a window with %s never reaches the model', async (_, value, code) => {
    begin({ child: sourceChild });
    const model = toy();
    await detector.load(model);
    const wild = windowOf([2, 30], [value, 30], [2, 30], [2, 30]);
    const results = [detector.score(model.digest, wild), detector.score(model.digest, calm)];
    expect(await Promise.all(results.map(codeOf))).toEqual([code, 'ok']);
  });

  test('a window of another size is refused', async () => {
    begin({ child: sourceChild });
    const model = toy();
    await detector.load(model);
    expect(await codeOf(detector.score(model.digest, new Float32Array(6)))).toBe('model');
  });

  test.each([
    ['truncated', (path: string) => truncateSync(path, 40), false, 'digest'],
    ['truncated, with a digest to match', (path: string) => truncateSync(path, 40), true, 'model'],
    ['no model at all', (path: string) => writeFileSync(path, 'hello'), true, 'model'],
  ] as const)('a file that is %s is refused, others are scored', async (_, spoil, redo, code) => {
    begin({ child: sourceChild });
    const good = toy();
    const bundle = writeToyBundle(join(folder, 'bad'), { channels, windowLength: 8 });
    const before = modelOf(bundle);
    spoil(before.path);
    const bad = redo ? modelOf(bundle) : before;
    expect(await codeOf(detector.load(bad))).toBe(code);
    await detector.load(good);
    expect((await detector.score(good.digest, calm)).score).toBe(0);
  });

  test('a model that is let go is scored to its last window, and can be loaded again', async () => {
    begin({ child: sourceChild });
    const model = toy();
    await detector.load(model);
    const last = [detector.score(model.digest, calm), detector.score(model.digest, calm)];
    await detector.unload(model.digest);
    expect(await Promise.all(last.map(codeOf))).toEqual(['ok', 'ok']);
    expect(await codeOf(detector.score(model.digest, calm))).toBe('model');
    await detector.load(model);
    const leaving = detector.unload(model.digest);
    await detector.load(model); // asked for again before it went
    await leaving;
    expect((await detector.score(model.digest, calm)).score).toBe(0);
    await detector.unload('never loaded');
  });

  test('a killed process is replaced and the model loaded again', async () => {
    const warnings: string[] = [];
    begin({ child: sourceChild, warn: (message) => warnings.push(message) });
    const model = toy();
    await detector.load(model);
    const { pid } = detector;
    if (pid === undefined) throw new Error('no inference process');
    process.kill(pid, 'SIGKILL');
    expect((await detector.score(model.digest, calm)).score).toBe(0);
    expect(detector.pid).not.toBe(pid);
    expect(warnings.join()).toContain('SIGKILL');
  });
});

describe('with a process that misbehaves', () => {
  const unruly = (name: string): DetectorModel => ({
    digest: join(folder, name),
    path: name,
    sha256: '',
    size: { kind: 'series', windowLength: 1, channels: 1 },
    latent: 1,
    provider: 'cpu',
  });
  const one = (value: number) => Float32Array.of(value);

  test('windows of a run that died are tried once more', async () => {
    begin({ child: unrulyChild });
    const { digest } = unruly('a');
    await detector.load(unruly('a'));
    const scores = [detector.score(digest, one(dieOnce)), detector.score(digest, one(7))];
    expect((await Promise.all(scores)).map((score) => score.score)).toEqual([dieOnce, 7]);
  });

  test('a window that dies twice is given up, and the next one is scored', async () => {
    begin({ child: unrulyChild });
    const { digest } = unruly('a');
    await detector.load(unruly('a'));
    expect(await codeOf(detector.score(digest, one(dieAlways)))).toBe('crashed');
    expect((await detector.score(digest, one(7))).score).toBe(7);
  });

  test('a model that dies again and again is quarantined, others go on', async () => {
    begin({ child: unrulyChild });
    const [bad, good] = [unruly('bad'), unruly('good')];
    await Promise.all([detector.load(bad), detector.load(good)]);
    expect(await codeOf(detector.score(bad.digest, one(dieAlways)))).toBe('crashed');
    expect(await codeOf(detector.score(bad.digest, one(dieAlways)))).toBe('quarantined');
    expect(await codeOf(detector.load(bad))).toBe('quarantined');
    expect((await detector.score(good.digest, one(7))).score).toBe(7);
  });

  test('a quarantined model that is let go may be tried again; each death is told', async () => {
    const deaths: (string | null)[] = [];
    begin({ child: unrulyChild, died: (digest) => deaths.push(digest) });
    const bad = unruly('bad');
    await detector.load(bad);
    expect(await codeOf(detector.score(bad.digest, one(dieAlways)))).toBe('crashed');
    expect(await codeOf(detector.score(bad.digest, one(dieAlways)))).toBe('quarantined');
    expect(deaths).toEqual([bad.digest, bad.digest, bad.digest]);
    await detector.unload(bad.digest);
    await detector.load(bad);
    expect((await detector.score(bad.digest, one(7))).score).toBe(7);
  });

  test('what is to leave when the process dies is answered', async () => {
    begin({ child: unrulyChild });
    const { digest } = unruly('a');
    await detector.load(unruly('a'));
    const last = codeOf(detector.score(digest, one(dieAlways)));
    await detector.unload(digest);
    expect(await last).toBe('crashed');
    expect(await codeOf(detector.score(digest, one(1)))).toBe('model');
  });

  test('a run that does not end is ended', async () => {
    begin({ child: unrulyChild, runTimeoutMs: 100 });
    const { digest } = unruly('a');
    await detector.load(unruly('a'));
    const error = await detector.score(digest, one(hang)).catch((e: DetectError) => e);
    expect(error).toMatchObject({ code: 'crashed', message: expect.stringContaining('100 ms') });
  });

  test('beyond its bound the oldest windows are given up', async () => {
    begin({ child: unrulyChild, maxWaiting: 2 });
    const { digest } = unruly('a');
    await detector.load(unruly('a'));
    const results = [1, 2, 3, 4].map((value) => codeOf(detector.score(digest, one(value))));
    expect(await Promise.all(results)).toEqual(['overloaded', 'overloaded', 'ok', 'ok']);
  });

  test('a process that cannot start is told to whoever waits for a model', async () => {
    begin({ child: brokenChild });
    const error = await detector.load(unruly('a')).catch((e: DetectError) => e);
    expect(error).toMatchObject({
      code: 'crashed',
      message: expect.stringContaining('Cannot find module'),
    });
  });

  test('stopping answers whatever waits', async () => {
    begin({ child: unrulyChild });
    const { digest } = unruly('a');
    await detector.load(unruly('a'));
    const waiting = codeOf(detector.score(digest, one(hang)));
    await new Promise((resolve) => setImmediate(resolve));
    const later = codeOf(detector.score(digest, one(1)));
    await detector.stop();
    expect([await waiting, await later]).toEqual(['stopped', 'stopped']);
    expect(await codeOf(detector.load(unruly('b')))).toBe('stopped');
    await detector.unload(digest);
  });
});

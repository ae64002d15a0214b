import { createHash, randomBytes } from 'node:crypto';
import { unitBytes } from '@lookout/shared/protocol/blocks';
import { expect, test } from 'vitest';
import { Download } from './download.ts';

const link = { unitsPerBlock: 2, unitsPerRequest: 4, pauseMs: 0 };

function bundle() {
  const contents = [
    randomBytes(300),
    randomBytes(9 * unitBytes + 5),
    randomBytes(10),
    randomBytes(unitBytes),
  ];
  const entries = contents.map((bytes) => ({
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
  }));
  const [manifest, model, golden, baselines] = entries;
  if (!manifest || !model || !golden || !baselines) throw new Error('four files');
  const files = {
    'manifest.json': manifest,
    'model.onnx': model,
    'golden.json': golden,
    'baselines.json': baselines,
  };
  const bytesOf = (digest: string) =>
    contents[entries.findIndex(({ sha256 }) => sha256 === digest)];
  return { files, bytesOf, total: contents.reduce((sum, { length }) => sum + length, 0) };
}

/** Answers a request in blocks, as the hub does; `lost` are not answered. */
function answers(
  download: Download,
  bytesOf: (d: string) => Buffer | undefined,
  lost: number[] = [],
) {
  const request = download.request();
  if (request === null) return [];
  const file = bytesOf(request.digest) ?? Buffer.of();
  return request.missing
    .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i))
    .filter((unit) => !lost.includes(unit))
    .map((unit) =>
      download.take(request.digest, unit, file.subarray(unit * unitBytes, (unit + 1) * unitBytes)),
    );
}

test('all files, a request of the link at a time, each checked', () => {
  const { files, bytesOf, total } = bundle();
  const download = new Download(files, link);
  expect(download.totalBytes).toBe(total);
  const outcomes = [];
  while (download.request() !== null) outcomes.push(answers(download, bytesOf).at(-1));
  expect(outcomes).toEqual(['ask', 'ask', 'ask', 'ask', 'ask', 'done']);
  expect(download.haveBytes).toBe(total);
});

test('what was lost is asked for again, and nothing else', () => {
  const { files, bytesOf } = bundle();
  const download = new Download(files, link);
  answers(download, bytesOf);
  answers(download, bytesOf, [1, 3]);
  expect(download.request()?.missing).toEqual([
    [1, 1],
    [3, 5],
  ]);
});

test('a flipped bit is found at the end of the file, which begins anew', () => {
  const { files, bytesOf } = bundle();
  const download = new Download(files, link);
  const digest = files['manifest.json'].sha256;
  const damaged = Buffer.from(bytesOf(digest) ?? Buffer.of());
  damaged[7] = (damaged[7] ?? 0) ^ 1;
  download.request();
  expect(download.take(digest, 0, damaged)).toBe('damaged');
  expect(download.haveBytes).toBe(0);
  expect(answers(download, bytesOf)).toEqual(['ask']);
});

test('blocks of something else, beyond the end, or empty', () => {
  const { files } = bundle();
  const download = new Download(files, link);
  const digest = files['manifest.json'].sha256;
  expect(download.take('f'.repeat(64), 0, Buffer.of(1))).toBe('ignored');
  expect(download.take(digest, 1, Buffer.of(1))).toBe('ignored');
  expect(download.take(digest, 0, Buffer.of())).toBe('unavailable');
});

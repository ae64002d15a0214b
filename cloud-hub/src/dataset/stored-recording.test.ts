import { expect, test } from 'vitest';
import { packRecording, unpackChunk, unpackRecording } from './stored-recording.ts';

function recordingOf(rows: number, channels: number, labelled: boolean) {
  return {
    rows,
    channels,
    values: Float64Array.from(
      { length: rows * channels },
      (_, i) => Math.sin(i) * (i % 3 === 0 ? 1 : 1e6),
    ),
    breakBefore: Uint8Array.from({ length: rows }, (_, i) => (i % 1000 === 0 ? 1 : 0)),
    labels: labelled ? Uint8Array.from({ length: rows }, (_, i) => (i > rows / 2 ? 1 : 0)) : null,
  };
}

test.each([
  ['one chunk', 100, 2, true, true, 1],
  ['several chunks, unlabelled, without times', 100_000, 5, false, false, 4],
  ['all normal, though labelled', 1, 1, true, true, 1],
])('%s: comes back as it was', async (_, rows, channels, labelled, timed, chunks) => {
  const recording = recordingOf(rows, channels, labelled);
  const timesMs = timed
    ? Array.from({ length: rows }, (_, i) => 1_795_000_000_000 + i * 500)
    : null;
  const bodies: Buffer[] = [];
  for await (const body of packRecording({ timesMs, recording })) bodies.push(body);
  expect(bodies).toHaveLength(chunks);
  async function* stored() {
    yield* bodies;
  }
  expect(await unpackRecording(stored(), rows, channels)).toEqual(recording);
  const first = await unpackChunk(bodies[0] ?? Buffer.alloc(0));
  expect(first.timesMs && [...first.timesMs]).toEqual(timesMs);
});

test('what is no chunk is refused', async () => {
  await expect(unpackChunk(Buffer.from('rubbish'))).rejects.toThrow();
});

import { expect, test } from 'vitest';
import { largestQueue, largestRun } from './run-limit.ts';
import type { WindowSize } from './window-size.ts';

const rows: WindowSize = { kind: 'series', windowLength: 64, channels: 52 };
const frame = (side: number): WindowSize => ({
  ...{ kind: 'image', channels: 3 },
  ...{ height: side, width: side },
});

test.each([
  ['rows', rows, 64, 512],
  ['small frames', frame(16), 64, 512],
  ["the paper's frames", frame(224), 3, 53],
  ['the largest frames', frame(1024), 1, 2],
])('%s', (_, size, run, queue) => {
  expect([largestRun(size), largestQueue(size, 512)]).toEqual([run, queue]);
});

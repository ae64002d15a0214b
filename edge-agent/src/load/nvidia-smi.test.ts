import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  FakeSmi,
  temperatureMargins,
  temperatures,
} from '../../../test/support/machines/nvidia-smi.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { NvidiaSmi, type NvidiaSmiOptions } from './nvidia-smi.ts';
import { graphicsCardIn, limitsIn } from './nvidia-smi-text.ts';

const mebibyte = 1024 * 1024;

describe('the text of nvidia-smi', () => {
  test.each([
    ['35, 1024, 24576, 61, 1410, 2100, 74.5\n', [35, 1024, 24576, 61, 1410 / 2100, 74_500]],
    // the first card
    ['35, 1, 2, 61, 1, 2, 5\n99, 1, 2, 90, 1, 1, 6\n', [35, 1, 2, 61, 0.5, 5_000]],
    // Thor: its memory is the machine's.
    ['12, [N/A], [N/A], 45, [N/A], [N/A], [N/A]', [12, null, null, 45, null, null]],
    ['[Unknown Error], 1, 2, 61, 0, 0, 1', [null, 1, 2, 61, null, 1_000]],
    ['101, 1, 2, 999, 1, 2, 3', [null, 1, 2, null, 0.5, 3_000]],
    [`1, ${'9'.repeat(400)}, 2, 3, 4, 5, 6`, [1, null, 2, 3, 0.8, 6_000]],
  ])('%j', (csv, [percent, used, total, celsius, clockRatio, milliwatts]) => {
    const bytes = (value: number | null | undefined) => (value == null ? null : value * mebibyte);
    expect(graphicsCardIn(csv)).toEqual({
      ...{ percent, celsius, clockRatio, milliwatts, slowed: null },
      ...{ memoryUsedBytes: bytes(used), memoryTotalBytes: bytes(total) },
    });
  });

  test.each([
    ['0x0000000000000001', false], // idle
    ['0x0000000000000004', false], // at its power limit, as a card at full load is
    ['0x0000000000000020', true], // hot, says the driver
    ['0x00000000000000C8', true], // hot, and short of power
    ['[N/A]', null],
  ])('slowed by %s: %s', (bits, slowed) => {
    expect(graphicsCardIn(`1, 2, 3, 4, 5, 6, 7, ${bits}\n`)).toMatchObject({ slowed });
  });

  test.each(['', 'No devices were found', '1, 2, 3'])('%j tells of no card', (csv) =>
    expect(graphicsCardIn(csv)).toBeNull(),
  );

  test.each([
    [temperatures, { throttleC: 95, criticalC: 98 }],
    [temperatureMargins, { throttleC: 87, criticalC: 93 }],
    ['GPU Shutdown Temp : N/A', { throttleC: null, criticalC: null }],
  ])('limits %#', (text, limits) => expect(limitsIn(text)).toEqual(limits));
});

describe('nvidia-smi is asked', () => {
  let folder: Awaited<ReturnType<typeof scratchFolder>>;
  let smi: FakeSmi;
  let nowMs = 0;
  const readers: NvidiaSmi[] = [];
  beforeEach(async () => {
    folder = await scratchFolder();
    smi = new FakeSmi(folder.path).answers('35, 1024, 24576, 61, 1410, 2100, 74.5, 0x1');
    nowMs = 0;
  });
  afterEach(async () => {
    for (const reader of readers.splice(0)) await reader.stop();
    await folder[Symbol.asyncDispose]();
  });

  function readerOf(options: Partial<NvidiaSmiOptions> = {}): NvidiaSmi {
    const reader = new NvidiaSmi({ command: smi.command, nowMs: () => nowMs, ...options });
    readers.push(reader);
    return reader;
  }
  const queries = () => smi.asked.filter((words) => words.startsWith('--query-gpu='));

  test('in the background and no oftener than every 5 s', async () => {
    const reader = readerOf();
    expect(reader.read()).toBeNull();
    await reader.settled();
    for (nowMs = 1_000; nowMs < 5_000; nowMs += 1_000) {
      expect(reader.read()).toMatchObject({ percent: 35, throttleC: 95, criticalC: 98 });
      await reader.settled();
    }
    expect(smi.asked).toHaveLength(2);
    smi.answers('60, 1024, 24576, 61, 1410, 2100, 74.5, 0x1');
    expect(reader.read()).toMatchObject({ percent: 35 });
    await reader.settled();
    expect(reader.read()).toMatchObject({ percent: 60 });
    expect(smi.asked).toHaveLength(1); // its limits stay
  });

  test('without a field that its driver does not know', async () => {
    const older = 'case "$1" in *clocks_throttle*) exit 2 ;; esac';
    smi.answers('35, 1024, 24576, 61, 1410, 2100, 74.5', temperatures, older);
    const reader = readerOf();
    reader.read();
    await reader.settled();
    expect(reader.read()).toMatchObject({ percent: 35, milliwatts: 74_500, slowed: null });
    nowMs = 5_000;
    reader.read();
    await reader.settled();
    expect(queries()).toHaveLength(3); // the field is not asked for again
  });

  test('and given up for ten minutes where there is none', async () => {
    const reader = readerOf({ command: `${folder.path}/none` });
    reader.read();
    await reader.settled();
    nowMs = 599_000;
    expect(reader.read()).toBeNull();
    await reader.settled();
    // Installed meanwhile, under that very name.
    const there = readerOf();
    smi.answers('', '', 'exit 9');
    there.read();
    await there.settled();
    nowMs += 599_999;
    smi.answers('35, 1024, 24576, 61, 1410, 2100, 74.5, 0x1');
    there.read();
    await there.settled();
    expect(smi.asked).toEqual([]);
    nowMs += 1;
    there.read();
    await there.settled();
    expect(there.read()).toMatchObject({ percent: 35 });
  });

  test('and ended when it hangs; what it said before grows old', async () => {
    const reader = readerOf({ timeoutMs: 200 });
    smi.answers('1, 1, 1, 1, 1, 1, 1, 0x1', '', 'exec sleep 100');
    reader.read();
    nowMs = 60_000;
    expect(reader.read()).toBeNull();
    await reader.settled();
    expect(queries()).toHaveLength(1);
    expect(reader.read()).toBeNull();
  });

  test('and ended with the agent', async () => {
    const reader = readerOf({ timeoutMs: 100_000 });
    smi.answers('1, 1, 1, 1, 1, 1, 1, 0x1', '', 'exec sleep 100');
    reader.read();
    await reader.stop();
    expect(reader.read()).toBeNull();
  });
});

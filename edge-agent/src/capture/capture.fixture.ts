import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Sample } from '../source/source.ts';
import type { RingLimits } from './ring-limits.ts';
import { type Layout, RowBuffer } from './row-buffer.ts';

export const layout: Layout = {
  periodMs: 1000,
  channels: [
    { name: 'pressure', unit: 'bar' },
    { name: 'flow', unit: null },
  ],
};

export const limits: RingLimits = {
  maxBytes: 4 * 1024 * 1024,
  maxAgeMs: 48 * 3_600_000,
  keepFreeBytes: 0,
};

export const startAt = Date.UTC(2026, 0, 1);

/** Row `i` of a stream with a row every second; its values cannot be compressed. */
export const sampleAt = (i: number): Sample => ({
  at: startAt + i * 1000,
  sourceAt: null,
  values: [Math.sin(i * 12.9898) * 43758.5453, i % 7 === 0 ? null : i],
});

export function columnsOf(from: number, rows: number): Float64Array[] {
  const buffer = new RowBuffer(layout.channels.length);
  for (let i = from; i < from + rows; i++) buffer.push(sampleAt(i));
  return buffer.columns();
}

/** A folder that ends with the test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lookout-ring-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

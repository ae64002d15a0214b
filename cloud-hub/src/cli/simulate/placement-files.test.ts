import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Load } from '@lookout/shared/protocol/load';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTrace, type TraceStep } from './placement-files.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lookout-placement-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, ...lines: readonly unknown[]): Promise<string> {
  const path = join(folder, name);
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await writeFile(path, text.join('\n'));
  return path;
}

const profile = {
  ...{ variant: 'cpu-int8', bundle: 'a'.repeat(64), provider: 'cpu', measuredAt: 1, idle: true },
  ...{ p50Us: 900, p95Us: 1_000, firstRunUs: null, peakMemoryBytes: null, usable: 'yes' },
  ...{ detail: '', auroc: null },
};
const header = { stream: 'loop', strideMs: 1_000, cpuCount: 4, profiles: [profile] };
const sample = { at: 1_795_000_000_000, gpuPercent: 20 };

const read = async (path: string) => {
  const { recorded, steps } = await openTrace(path);
  const all: TraceStep[] = [];
  for await (const one of steps) all.push(one);
  const samples = all.flatMap((step): Load[] => (step.kind === 'sample' ? [step.load] : []));
  return { recorded, steps: all, samples };
};

test('a trace, with what is not known as null', async () => {
  const { recorded, samples } = await read(await file('a.jsonl', header, sample, '', sample));
  expect(recorded).toMatchObject({ stream: 'loop', running: null, profiles: [profile] });
  expect(samples).toHaveLength(2);
  expect(samples[0]).toMatchObject({ gpuPercent: 20, cpuPercent: null, zones: [] });
});

test('a later header says what is known from there on, and how long its samples stand for', async () => {
  const later = { ...header, sampleMs: 30_000, release: 'b'.repeat(64) };
  const { steps } = await read(await file('b.jsonl', header, sample, later, sample));
  expect(steps).toMatchObject([
    { kind: 'sample', forMs: null },
    { kind: 'known', recorded: { release: 'b'.repeat(64) } },
    { kind: 'sample', forMs: 30_000 },
  ]);
});

test.each([
  ['an empty file', [], /empty\.jsonl: is empty; its first line is the header/],
  ['no samples', [header], /has no sample after its header/],
  ['no header', [sample], /line 1: stream: /],
  ['no JSON', [header, '{"at":'], /line 2: is no JSON/],
  [
    'a figure in words',
    [header, sample, '', { ...sample, gpuPercent: 'high' }],
    /line 4: gpuPercent: .*number/,
  ],
  ['a profile of no variant', [{ ...header, profiles: [{}] }], /line 1: profiles\.0\.variant: /],
])('says what is wrong with %s, and where', async (_, lines, message) => {
  await expect(read(await file('empty.jsonl', ...lines))).rejects.toThrow(message);
});

test('a file that is not there', async () => {
  await expect(read(join(folder, 'nowhere.jsonl'))).rejects.toThrow(
    /nowhere\.jsonl: cannot be read \(ENOENT\)/,
  );
});

import type { LatencyTable, ProviderCheck } from '@lookout/shared/profile/latency-table';
import { expect, test } from 'vitest';
import { renderProfile } from './render-profile.ts';

const hex = '1'.repeat(64);
const entry = (name: string, change: Partial<LatencyTable['entries'][number]> = {}) => ({
  ...{ name, bundleId: hex, modelSha256: hex, shapeKey: hex, widths: null, fileBytes: 2_048 },
  work: { nodes: 4, gemm: 150_000, conv: 0, gemmInt8: 0, convInt8: 0, elements: 9 },
  ...{ provider: 'cpu', threads: 1, batch: 1, p50Ms: 0.0481, p99Ms: 1.234, firstRunMs: 150.4 },
  ...{ p50Low: 0.04, p50High: 0.05, runs: 9, rounds: 3, speedUp: null, peakRssBytes: 3_250_000 },
  ...change,
});
const check = (name: string, change: Partial<ProviderCheck> = {}): ProviderCheck => ({
  ...{ name, bundleId: hex, provider: 'cpu', outcome: 'ok', detail: 'all well', nodes: { cpu: 4 } },
  ...change,
});
const table = (
  entries: LatencyTable['entries'],
  checks: ProviderCheck[],
): Required<LatencyTable> => ({
  ...{ format: 1, measuredAt: 0, entries, checks },
  device: {
    ...{ model: 'a board', cores: 4, arch: 'arm64', os: 'Linux 5.15', memoryBytes: 8e9 },
    ...{ ortVersion: '1.30.0', providers: ['cpu', 'cuda'] },
  },
});

test('a line for each figure, in columns', () => {
  const faster = { speedUp: { value: 1.8, low: 1.75, high: 1.9 }, work: null, peakRssBytes: null };
  const text = renderProfile(
    table(
      [entry('press'), entry('small', faster)],
      [check('press'), check('small', { outcome: 'disagrees' })],
    ),
  );
  expect(text.split('\n')).toEqual([
    'a board, 4 cores arm64, Linux 5.15, ONNX Runtime 1.30.0 (cpu, cuda)',
    '',
    'bundle  provider  batch  p50 ms  p99 ms  first ms            faster   memory     file  MACs  golden',
    'press   cpu           1   0.048    1.23       150                 1  3.1 MiB  2.0 KiB  150k  agrees',
    'small   cpu           1   0.048    1.23       150  1.80 (1.75–1.90)        –  2.0 KiB     –  DISAGREES',
    '',
    'small on cpu: DISAGREES with its golden windows: all well',
  ]);
});

test.each<[string, ProviderCheck[], string[]]>([
  ['nothing amiss', [check('a'), check('b')], []],
  [
    'a provider that no bundle can use is told once',
    [
      check('a', { provider: 'cuda', outcome: 'unusable', detail: 'a: no library', nodes: {} }),
      check('b', { provider: 'cuda', outcome: 'unusable', detail: 'b: no library', nodes: {} }),
    ],
    ['cuda: cannot be used: no library'],
  ],
  [
    'a silent fallback of one of them',
    [
      check('a', { provider: 'cuda', nodes: { cuda: 4 } }),
      check('b', { provider: 'cuda', outcome: 'fellBack', detail: 'ran none', nodes: { cpu: 4 } }),
    ],
    ['b on cuda: not timed, it fell back silently: ran none'],
  ],
  [
    'nodes left to the CPU',
    [check('a', { provider: 'cuda', detail: '3 of 4 nodes', nodes: { cuda: 3, cpu: 1 } })],
    ['cuda: partly on another provider: 3 of 4 nodes'],
  ],
])('what is amiss: %s', (_, checks, lines) => {
  expect(renderProfile(table([], checks)).split('\n').slice(2)).toEqual(lines);
});

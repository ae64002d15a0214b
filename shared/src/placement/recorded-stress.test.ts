import { describe, expect, test } from 'vitest';
import { stretchOf } from './contention.ts';
import { idleUs, recorded } from './recorded-stress.fixture.ts';

const nothingElse = { cores: 2, cpuPressure: null, cpuClock: 1, otherGpu: null, gpuClock: null };

/** Predicted against observed p95, of every network under every stress. */
const ratios = recorded.flatMap(({ seen, observedUs }) =>
  observedUs.map((observed, i) => {
    const idle = idleUs[i] ?? Number.NaN;
    const stretch = stretchOf('cpu', idle, { ...nothingElse, ...seen });
    return { network: i, ratio: (idle * stretch) / observed, stretched: observed / idle };
  }),
);
const within = (share: number, of = ratios) =>
  of.filter(({ ratio }) => Math.abs(ratio - 1) <= share).length / of.length;

describe('under stress that was recorded', () => {
  test('networks took up to seven times as long', () => {
    expect(ratios.length).toBe(96);
    expect(Math.max(...ratios.map(({ stretched }) => stretched))).toBeGreaterThan(7);
  });

  test('two thirds are predicted within 25 %, nine of ten within 45 %', () => {
    expect(within(0.25)).toBeGreaterThan(0.65);
    expect(within(0.45)).toBeGreaterThan(0.9);
  });

  test.each(idleUs.map((us, network) => [us, network]))(
    'a network of %i µs is on the whole neither over- nor underrated',
    (_, network) => {
      const own = ratios
        .filter((one) => one.network === network)
        .map(({ ratio }) => ratio)
        .sort((a, b) => a - b);
      const median = own[Math.floor(own.length / 2)];
      expect(median).toBeGreaterThan(0.75);
      expect(median).toBeLessThan(1.25);
    },
  );
});

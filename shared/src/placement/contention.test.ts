import { describe, expect, test } from 'vitest';
import { type Contention, clockUnderWork, stretchOf } from './contention.ts';

const free: Contention = {
  ...{ otherCpu: 0, cores: 4, cpuPressure: 0, cpuClock: 1, otherGpu: 0, gpuClock: 1 },
  ...{ cpuFull: null, cpuRivals: null },
};
/** A run of the network. */
const ms = 10_000;
const unknown: Contention = {
  ...{
    otherCpu: null,
    cores: 4,
    cpuPressure: null,
    cpuClock: null,
    otherGpu: null,
    gpuClock: null,
    cpuFull: null,
    cpuRivals: null,
  },
};

test('an idle machine stretches nothing, and what is not known is not made up', () => {
  for (const provider of ['cpu', 'cuda'])
    for (const on of [free, unknown]) expect(stretchOf(provider, ms, on)).toBe(1);
});

test('a busy core of four is hardly felt, four are twice the time', () => {
  expect(stretchOf('cpu', ms, { ...free, otherCpu: 0.25 })).toBeLessThan(1.15);
  expect(stretchOf('cpu', ms, { ...free, otherCpu: 1 })).toBeGreaterThan(2);
  expect(stretchOf('cpu', ms, { ...free, otherCpu: 0.5, cores: 1 })).toBeGreaterThan(1.8);
});

describe('where somebody has looked who works', () => {
  const crowd = { ...free, cores: 2, cpuFull: 1, cpuRivals: 1 };
  const waitMs = (idleMs: number, on: Partial<Contention>) =>
    idleMs * (stretchOf('cpu', 1000 * idleMs, { ...crowd, ...on }) - 1);

  test('a run within one time slice waits for nobody', () => {
    expect(waitMs(0.05, { cpuRivals: 8 })).toBe(0);
    expect(waitMs(1.5, { cpuRivals: 8 })).toBe(0);
  });

  test('a longer one takes turns with each rival, and waits for one turn at the least', () => {
    expect(waitMs(2.0, {})).toBeCloseTo(waitMs(2.3, {}) / 2);
    expect(waitMs(2.3, {})).toBeCloseTo(3.4);
    expect(waitMs(60, {})).toBeCloseTo(60);
    expect(waitMs(60, { cpuRivals: 3 })).toBeCloseTo(3 * waitMs(60, {}));
  });

  test('who has a share of one of two CPUs leaves the run two thirds of it', () => {
    expect(waitMs(60, { cpuRivals: 0.5 })).toBeCloseTo(waitMs(60, {}) / 2);
    expect(waitMs(60, { cpuRivals: null })).toBeCloseTo(waitMs(60, { cpuRivals: 1 }));
  });

  test('more CPUs have longer slices', () => {
    expect(waitMs(2.3, { cores: 1 })).toBeCloseTo(waitMs(2.3, { cores: 2 }));
    expect(waitMs(2.3, { cores: 8 })).toBe(0);
    expect(waitMs(2.3, { cores: 64 })).toBe(0);
    expect(waitMs(4.8, { cores: 64 })).toBeCloseTo(waitMs(4.8, { cores: 1 }));
  });

  test('short work of others is not felt, and what fills the machine at times is felt wholly', () => {
    expect(waitMs(60, { cpuFull: 0, cpuRivals: null })).toBe(0);
    expect(waitMs(60, { cpuFull: 0.05 })).toBe(0);
    expect(waitMs(60, { cpuFull: 0.125 })).toBeCloseTo(waitMs(60, {}) / 2);
    expect(waitMs(60, { cpuFull: 0.5 })).toBeCloseTo(waitMs(60, {}));
  });

  test('what fills it half of the time is met less often by a run of a few slices', () => {
    expect(waitMs(2.3, { cpuFull: 0.5 })).toBeLessThan(waitMs(2.3, {}) / 2);
  });

  test('no mean of their use counts then', () => {
    expect(waitMs(60, { cpuFull: 0, cpuPressure: 1 })).toBe(0);
  });
});

test('half the clock is twice the time', () => {
  expect(stretchOf('cpu', ms, { ...free, cpuClock: 0.5 })).toBe(2);
  expect(stretchOf('cuda', ms, { ...free, gpuClock: 0.5 })).toBeCloseTo(1.85);
});

test("others on the GPU stretch its runs, and the CPU's not at all", () => {
  expect(stretchOf('cuda', ms, { ...free, otherGpu: 0.5 })).toBeCloseTo(1.85);
  expect(stretchOf('cuda', ms, { ...free, otherGpu: 1 })).toBeLessThanOrEqual(20);
  expect(stretchOf('cpu', ms, { ...free, otherGpu: 1 })).toBe(1);
});

test('more load never makes it faster', () => {
  const steps = Array.from({ length: 21 }, (_, i) => i / 20);
  for (const provider of ['cpu', 'webgpu'])
    for (const of of ['otherCpu', 'cpuPressure', 'otherGpu'] as const) {
      const stretches = steps.map((share) => stretchOf(provider, ms, { ...free, [of]: share }));
      expect([...stretches].sort((a, b) => a - b)).toEqual(stretches);
    }
});

test('a low clock counts where there is work, or where the machine says that it slows down', () => {
  const low = { ratio: 0.4, busyPercent: 10, throttled: false };
  expect(clockUnderWork(low)).toBeNull();
  expect(clockUnderWork({ ...low, busyPercent: 90 })).toBe(0.4);
  expect(clockUnderWork({ ...low, throttled: true })).toBe(0.4);
  expect(clockUnderWork({ ...low, busyPercent: null })).toBe(0.4);
});

import { expect, test } from 'vitest';
import type { VariantProfile } from '../protocol/placement.ts';
import { cpu, gpu, profile, type Story, seen, tell } from './situation.fixture.ts';
import { calm, check, critical, hot, machine } from './story.fixture.ts';

const metered = (cpuMs: number, gpuMs: number): VariantProfile[] => [
  profile(cpu, cpuMs, { windowMillijoules: cpuMs, awakeMilliwatts: 0 }),
  profile(gpu, gpuMs, { windowMillijoules: 6 * gpuMs, awakeMilliwatts: 600 }),
];
/** 0.3 W on the CPU; 0.12 W on the GPU, and 0.6 W more where nobody else keeps it awake. */
const medium = metered(300, 20);
/** Nobody else uses the GPU: what it is busy with is our own. */
const alone = (seconds: number) => machine(seconds, { gpuPercent: 1 });

// Where the board's power was measured, with nothing late anywhere.
check([
  [
    'the GPU is kept awake for us alone, not long enough yet',
    { running: gpu, profiles: medium, phases: [alone(600)] },
    gpu,
    'faster',
  ],
  [
    'the GPU was kept awake for us alone, long enough',
    { running: gpu, profiles: medium, phases: [alone(1_800)] },
    cpu,
    'energy',
    /would have to save as much as a switch costs/,
  ],
  [
    'others keep it awake, and it takes less',
    { running: cpu, profiles: medium, phases: [calm(3_600)] },
    gpu,
    'faster',
  ],
  [
    'tiny: no difference of power takes it from the CPU',
    { running: cpu, profiles: metered(10, 0.5), phases: [calm(7_200)] },
    cpu,
    'small',
  ],
  [
    'hot, and the CPU would heat more',
    { running: gpu, profiles: medium, phases: [hot(60)] },
    gpu,
    'faster',
  ],
  [
    'critical, and the CPU would heat more',
    { running: gpu, profiles: medium, phases: [critical(60)] },
    gpu,
    'critical',
    /heats least/,
  ],
  [
    'critical, and the GPU is awake for us alone',
    {
      running: gpu,
      profiles: medium,
      phases: [machine(60, { gpuPercent: 1, headroomC: 1, criticalHeadroomC: 1 })],
    },
    cpu,
    'critical',
  ],
]);

const firstSwitch = (story: Story) => {
  const told = tell(story).find(({ decision }) => decision.isSwitch);
  return told === undefined ? null : { seconds: told.at / 1000, ...told.decision.choice };
};

test.each([
  ['a window a second, all late', 1_000, 10, 'deadline'],
  ['ten a second, all late', 100, 5, 'deadline'],
])('%s: waits no longer than a switch costs', (_, strideMs, mostSeconds, code) => {
  const profiles = [profile(cpu, 0.8 * strideMs), profile(gpu, 0.05 * strideMs)];
  const found = firstSwitch({ strideMs, running: cpu, profiles, phases: [calm(60)] });
  expect(found).toMatchObject({ ...gpu, code });
  expect(found?.seconds).toBeLessThanOrEqual(mostSeconds);
  expect(found?.reason).toMatch(
    /about 100 % of its windows are late, of gpu-fp16 on cuda less than 0\.1 %/,
  );
});

test('a busy GPU is not left for a CPU that is as late', () => {
  const late = { gpuPercent: 97, ...seen(gpu, 900) };
  const profiles = [profile(cpu, 1_200), profile(gpu, 40)];
  expect(firstSwitch({ running: gpu, profiles, phases: [machine(600, late)] })).toBeNull();
});

test('it waits longer where it would be held on what is late whenever nothing else runs', () => {
  const late = { gpuPercent: 97, ...seen(gpu, 900) };
  const profiles = [profile(cpu, 650, { p50Us: 455_000 }), profile(gpu, 40)];
  const [free = 0, held = 0] = [0, 120_000].map(
    (dwellMs) =>
      firstSwitch({ running: gpu, profiles, policy: { dwellMs }, phases: [machine(60, late)] })
        ?.seconds,
  );
  expect(free).toBeGreaterThan(0);
  expect(held).toBeGreaterThan(free);
});

test('what it takes is said', () =>
  expect(firstSwitch({ running: gpu, profiles: medium, phases: [alone(1_800)] })).toMatchObject({
    ...{ ...cpu, code: 'energy' },
    reason: 'gpu-fp16 on cuda takes 0.72 W, cpu-int8 on cpu would take 0.3 W.',
  }));

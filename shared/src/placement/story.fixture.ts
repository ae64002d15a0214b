import { expect, test } from 'vitest';
import type { Load } from '../protocol/load.ts';
import type { PlacementCode, VariantProfile } from '../protocol/placement.ts';
import type { Placed } from './placement.ts';
import { cpu, gpu, nets, type Phase, profile, type Story, tell } from './situation.fixture.ts';

export const mebibyte = 1024 * 1024;
export const small: Placed = { variant: 'cpu-small', provider: 'cpu' };
export const tensorrt: Placed = { variant: 'gpu-fp16', provider: 'tensorrt' };
export const other: Placed = { variant: 'of-another-release', provider: 'cpu' };

export const machine = (seconds: number, load: Partial<Load>): Phase => ({ seconds, load });
export const calm = (seconds: number): Phase => ({ seconds });
export const busy = (seconds: number, gpuPercent = 90) => machine(seconds, { gpuPercent });
export const hot = (seconds: number, headroomC = 3) => machine(seconds, { headroomC });
export const critical = (seconds: number) =>
  machine(seconds, { headroomC: 1, criticalHeadroomC: 1 });
export const silent = (seconds: number): Phase => ({ seconds, load: null });
export const tight = (seconds: number, freeMebibytes: number) =>
  machine(seconds, {
    memoryTotalBytes: 16_384 * mebibyte,
    memoryUsedBytes: (16_384 - freeMebibytes) * mebibyte,
  });

export const becomes = (
  usable: VariantProfile['usable'],
  which: Placed = gpu,
  of: readonly VariantProfile[] = nets.medium,
) => of.map((one) => (one.variant === which.variant ? { ...one, usable } : one));
/** CPU and GPU within a factor of two, and above what counts as small. */
export const equals = (cpuAuroc: number | null, gpuAuroc: number | null) => [
  profile(cpu, 320, { auroc: cpuAuroc }),
  profile(gpu, 280, { auroc: gpuAuroc }),
];
export const three = [profile(cpu, 200), profile(small, 70, { auroc: 0.85 }), profile(gpu, 20)];
export const pin = (placed: Placed) => ({
  pin: { variant: placed.variant, provider: placed.provider },
});

export type Case = readonly [
  when: string,
  story: Story,
  chosen: Placed,
  code: PlacementCode,
  says?: RegExp,
];

/** Each case's story is told to its end. */
export const check = (cases: readonly Case[]) =>
  test.each(cases.map((one) => ({ when: one[0], one })))('$when', ({ one }) => {
    const [, story, chosen, code, says] = one;
    const choice = tell(story).at(-1)?.decision.choice;
    expect(choice).toMatchObject({ ...chosen, code });
    if (says !== undefined) expect(choice?.reason).toMatch(says);
  });

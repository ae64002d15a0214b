import { expect, test } from 'vitest';
import type { PlacementCode, VariantProfile } from '../protocol/placement.ts';
import type { Placed } from './placement.ts';
import { cpu, gpu, nets, profile, type Story, tell } from './situation.fixture.ts';

const calm = (seconds: number) => ({ seconds });
const busy = (seconds: number, gpuPercent = 90) => ({ seconds, load: { gpuPercent } });
const hot = (seconds: number, headroomC = 3) => ({ seconds, load: { headroomC } });
const without = (which: Placed, usable: VariantProfile['usable'], of = nets.medium) =>
  of.map((one) => (one.variant === which.variant ? { ...one, usable } : one));

/** The situation in words; what is chosen at its end, and why. */
const cases: readonly (readonly [string, Story, Placed, PlacementCode, RegExp?])[] = [
  // The first choice
  [
    'a tiny network on an idle machine',
    { profiles: nets.tiny, phases: [calm(5)] },
    cpu,
    'small',
    /nothing that matters/,
  ],
  ['a light one', { profiles: nets.light, phases: [calm(5)] }, gpu, 'faster'],
  ['a medium one', { phases: [calm(5)] }, gpu, 'faster', /22 ms/],
  [
    'one that the CPU cannot do in time',
    { profiles: nets.heavy, phases: [calm(5)] },
    gpu,
    'deadline',
  ],
  [
    'one that nothing can do in time',
    { profiles: nets.tooHeavy, phases: [calm(5)] },
    gpu,
    'faster',
  ],
  ['a busy GPU at the first choice', { phases: [busy(5)] }, cpu, 'gpuBusy', /90 %/],
  ['a hot machine at the first choice', { phases: [hot(5)] }, cpu, 'heat'],
  [
    'a critical machine at the first choice',
    { phases: [{ seconds: 5, load: { criticalHeadroomC: 1 } }] },
    cpu,
    'critical',
  ],
  ['no load known at the first choice', { phases: [{ seconds: 5, load: null }] }, gpu, 'faster'],
  ['only one variant', { profiles: [profile(cpu, 700)], phases: [calm(5)] }, cpu, 'onlyOne'],
  ['only one that runs', { profiles: without(gpu, 'failed'), phases: [calm(5)] }, cpu, 'onlyOne'],
];

test.each(cases)('%s', (_, story, placed, code, reason) => {
  const choice = tell(story).at(-1)?.decision.choice;
  expect(choice).toMatchObject({ ...placed, code });
  if (reason !== undefined) expect(choice?.reason).toMatch(reason);
});

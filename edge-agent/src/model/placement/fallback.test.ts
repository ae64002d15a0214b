import { expect, test } from 'vitest';
import { sha } from '../install/install.fixture.ts';
import { fallbackOf } from './fallback.ts';
import {
  after,
  both,
  cpuVariant,
  gpuVariant,
  onCpu,
  onGpu,
  onTheGpu,
  profile,
  stands,
} from './placement.fixture.ts';
import type { Pair, PlacementState } from './placement-state.ts';

const small = { ...cpuVariant, name: 'cpu-int8', bundle: sha('e') };
const onSmall: Pair = { variant: 'cpu-int8', provider: 'cpu' };
const tensorrt: Pair = { variant: 'gpu-fp16', provider: 'tensorrt' };

/** The GPU runs; two variants of the CPU are on the disk. */
const base = after([...onTheGpu, stands({ held: [...both, small.bundle], actual: onGpu })]).state;
const known = (profiles: PlacementState['kept']['profiles']): PlacementState => ({
  ...base,
  kept: { ...base.kept, profiles, variants: [cpuVariant, small, gpuVariant] },
});
const fast = { ...profile(onSmall, { p95Us: 20 }), bundle: small.bundle };

test.each<[string, PlacementState, Pair, Pair | null]>([
  ['the fastest on the CPU', known([profile(onCpu), fast]), onGpu, onSmall],
  ['what was measured before what was not', known([profile(onCpu)]), onGpu, onCpu],
  ['the CPU though it was not measured', known([profile(onGpu)]), onGpu, onCpu],
  [
    'not what scores wrong',
    known([profile(onCpu), { ...fast, usable: 'wrongScore' }]),
    onGpu,
    onCpu,
  ],
  [
    'the CPU before another GPU provider, however fast that is',
    known([profile(onCpu), fast, profile(tensorrt, { p95Us: 1 })]),
    onGpu,
    onSmall,
  ],
  [
    'another GPU provider where the CPU cannot',
    known([profile(onCpu, { usable: 'failed' }), { ...fast, usable: 'failed' }, profile(tensorrt)]),
    onGpu,
    tensorrt,
  ],
  [
    'never one that fell back without a word',
    known([
      profile(onCpu, { usable: 'failed' }),
      { ...fast, usable: 'failed' },
      profile(tensorrt, { usable: 'fellBack' }),
    ]),
    onGpu,
    null,
  ],
  ['another variant of the CPU', known([profile(onCpu), fast]), onSmall, onCpu],
  ['only what lies on the disk', { ...known([profile(onCpu), fast]), held: [] }, onGpu, null],
])('%s', (_, state, from, expected) => expect(fallbackOf(state, from)).toEqual(expected));

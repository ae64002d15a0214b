import { expect, test } from 'vitest';
import { ownSlot } from './model/install/install-state.ts';
import {
  both,
  cpuVariant,
  good,
  gpuVariant,
  onCpu,
  onGpu,
  release,
} from './model/placement/placement.fixture.ts';
import { type Kept, nothingKept } from './model/placement/placement-state.ts';
import { PlacementBundles } from './placement-bundles.ts';

const kept: Kept = { ...nothingKept('press'), release, variants: [cpuVariant, gpuVariant] };
const onGpuNow: Kept = { ...kept, running: { ...onGpu, code: 'faster', reason: 'It is faster.' } };
const whole = (bundles: readonly string[], of: Kept = onGpuNow) =>
  new PlacementBundles(
    { folderOf: (bundle) => (bundles.includes(bundle) ? `/bundles/${bundle}` : null) },
    () => of,
  );
const folder = ({ bundle }: { bundle: string }) => `/bundles/${bundle}`;

test('only what is whole on the disk is held', () => {
  expect(whole([gpuVariant.bundle]).held()).toEqual([gpuVariant.bundle]);
  expect(whole([]).folderOf(cpuVariant)).toBe(`bundle ${cpuVariant.bundle}`);
});

test('a bundle is a variant of the committed release, or none', () => {
  const named = whole(both);
  const ready = (digest: string, provider: string) => ({
    ...{ bundle: { digest }, provider: { provider, threads: 1 } },
  });
  expect(named.pairOf(ready(gpuVariant.bundle, 'webgpu'), good)).toEqual(onGpu);
  expect(named.pairOf(ready('c'.repeat(64), 'cpu'), good)).toBeNull();
  expect(named.pairOf(ready(cpuVariant.bundle, 'cpu'), ownSlot)).toBeNull();
  const other = { ...good, release: 'e'.repeat(64) };
  expect(named.pairOf(ready(gpuVariant.bundle, 'webgpu'), other)).toBeNull();
  const intended = { folder: folder(cpuVariant), providers: ['cpu'] };
  expect(named.intendedPair(intended, good)).toEqual(onCpu);
  expect(named.intendedPair({ ...intended, folder: '/etc/own' }, good)).toBeNull();
});

test('a start takes the choice that is kept, where it is of what is committed and on the disk', () => {
  expect(whole(both).chosen(good)).toEqual({ folder: folder(gpuVariant), providers: ['webgpu'] });
  expect(whole([cpuVariant.bundle]).chosen(good)).toBeNull();
  expect(whole(both, kept).chosen(good)).toBeNull();
  expect(whole(both).chosen(ownSlot)).toBeNull();
  expect(whole(both).chosen({ ...good, release: 'e'.repeat(64) })).toBeNull();
});

import { expect, test } from 'vitest';
import { releasesAssigned } from './carry-out.ts';
import type { Step } from './engine/rollout-state.ts';

const [fresh, old] = ['a'.repeat(64), 'b'.repeat(64)];
const assign = (device: string, revert: boolean): Step => ({
  ...{ kind: 'assign', device, stream: 'loop', revert, deadlineAt: 1 },
});
const hold: Step = { kind: 'hold', device: 'old', stream: 'loop', hold: true };
const read = {
  row: { release: fresh },
  members: [
    { device: 'old', stream: 'loop', previousRelease: old },
    { device: 'own', stream: 'loop', previousRelease: null },
  ],
};

test.each<[string, readonly Step[], string[] | null]>([
  ['nothing is done', [], null],
  ['nobody is assigned anything', [hold], null],
  ['the release is assigned', [assign('old', false), assign('own', false)], [fresh]],
  ['one goes back to a release', [assign('old', true)], [old]],
  ['one goes back to its own bundle', [assign('own', true)], []],
  ['both', [assign('own', false), assign('old', true)], [fresh, old]],
])('what is to be read before steps are carried out: %s', (_what, steps, releases) => {
  expect(releasesAssigned(steps, read)).toEqual(releases);
});

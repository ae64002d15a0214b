import type { ReleasePhase } from '@lookout/shared/protocol/release-phase';
import { expect, test } from 'vitest';
import { throughCuts } from '../chaos/rollout/cuts.fixture.ts';

const phases: readonly ReleasePhase[] = [
  ...(['OFFERED', 'DOWNLOADING', 'VERIFIED', 'SELF_TEST', 'SHADOW', 'TRIAL', 'COMMITTED'] as const),
];

// In a file of its own: after the kills of power-cuts.test.ts, in one process, it was seen to hang.
test('cut off as each phase begins', async () => {
  const endings = await throughCuts(phases.map((phase) => ({ what: 'cut off', phase })));
  console.table(endings);
  // Without a hold, VERIFIED and SELF_TEST are written down together.
  const saved = phases.map((phase) => (phase === 'VERIFIED' ? 'SELF_TEST' : phase));
  expect(endings.map((one) => one.saved)).toEqual(saved);
  expect(endings.map((one) => one.boots)).toEqual(phases.map(() => 0));
}, 240_000);

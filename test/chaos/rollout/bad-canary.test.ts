import type { RolloutPlan } from '@lookout/shared/protocol/rollouts';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { quickInstall } from '../../support/release-office.ts';
import type { ToyBundleOptions } from '../../support/toy-bundle.ts';
import { Fleet } from './fleet.fixture.ts';

const waves = [
  { name: 'canary', members: { kind: 'count', count: 1 } as const },
  { name: 'rest', members: { kind: 'rest' } as const },
];

interface Bad {
  readonly what: string;
  readonly bundle: Partial<ToyBundleOptions>;
  readonly install?: Partial<z.input<typeof RolloutPlan>['install']>;
  readonly phase: string;
  readonly code: string;
}

const bad: readonly Bad[] = [
  {
    ...{ what: 'gives a wrong score', bundle: { flaw: 'wrongScore' } },
    ...{ phase: 'FAILED', code: 'selfTest' },
  },
  {
    ...{ what: 'sees other windows as alarms', bundle: { factor: 200 } },
    install: { shadowWindows: 40 }, // more than a burst: in one, both see an alarm
    ...{ phase: 'FAILED', code: 'disagreement' },
  },
  {
    ...{ what: 'crashes on live windows', bundle: { flaw: 'failsOnLive' } },
    ...{ phase: 'FAILED', code: 'notScored' },
  },
  {
    ...{ what: 'is slow', bundle: { flaw: 'slow' }, install: { maxLatencyUs: 1_500 } },
    ...{ phase: 'FAILED', code: 'latency' },
  },
  {
    ...{ what: 'is too large', bundle: { flaw: 'large' } },
    install: { maxAddedMemoryBytes: 30 * 1024 * 1024 },
    ...{ phase: 'FAILED', code: 'memory' },
  },
];

/** One fleet for all of them: that the next release is offered after a failed one is part of it. */
test('a bad canary halts in the first wave, says why, and no other device changes', async () => {
  const fleet = await Fleet.start(2);
  for (const { what, bundle, install, phase, code } of bad) {
    const release = await fleet.office.release(fleet.bundle(bundle));
    const rollout = await fleet.office.rollOut(release, {
      waves,
      gates: { minAgreement: null, maxAlertRatio: null, maxLatencyRatio: null },
      install: { ...quickInstall, ...install },
    });
    const { rollout: halted } = await fleet.office.reaches(rollout, 'HALTED');
    expect(halted.reason, what).toMatch(/canary/);
    const members = await fleet.office.members(rollout);
    const canary = members.find(({ wave }) => wave === 0);
    expect(canary, what).toMatchObject({ state: 'failed', phase, reason: { code } });
    for (const member of members.filter(({ wave }) => wave !== 0)) {
      expect(member.phase, what).toBeNull();
      const report = await fleet.report(member.device);
      expect(report?.release?.release ?? null, what).not.toBe(release.id);
      expect(report?.phase).toBe('scoring');
    }
    const report = await fleet.report(canary?.device ?? '');
    expect(report, what).toMatchObject({ phase: 'scoring', modelName: 'toy' });
    await fleet.office.act(rollout, { act: 'abort', revert: false, reason: 'it was bad' });
  }
}, 300_000);

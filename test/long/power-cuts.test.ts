import type { ReleasePhase } from '@lookout/shared/protocol/release-phase';
import { expect, onTestFinished, test } from 'vitest';
import { throughCuts } from '../chaos/rollout/cuts.fixture.ts';
import { Fleet } from '../chaos/rollout/fleet.fixture.ts';
import { CutLine } from '../support/cut-line.ts';
import { quickInstall } from '../support/release-office.ts';

const phases: readonly ReleasePhase[] = [
  ...(['OFFERED', 'DOWNLOADING', 'VERIFIED', 'SELF_TEST', 'SHADOW', 'TRIAL', 'COMMITTED'] as const),
];
/** What a kill there costs of the three unclean starts that a bundle has. */
const counted: ReadonlySet<ReleasePhase> = new Set([
  ...(['VERIFIED', 'SELF_TEST', 'SHADOW', 'TRIAL', 'COMMITTED'] as const),
]);

test.each(['killed', 'cut off'] as const)(
  '%s as each phase begins',
  async (what) => {
    const endings = await throughCuts(phases.map((phase) => ({ what, phase })));
    console.table(endings);
    // Without a hold, VERIFIED and SELF_TEST are written down together.
    const saved = phases.map((phase) => (phase === 'VERIFIED' ? 'SELF_TEST' : phase));
    expect(endings.map((one) => one.saved)).toEqual(saved);
    const boots = phases.map((phase) => (what === 'killed' && counted.has(phase) ? 1 : 0));
    expect(endings.map((one) => one.boots)).toEqual(boots);
  },
  240_000,
);

test('an agent killed with -9 while it downloads, in the shadow and in the trial commits in the end', async () => {
  const fleet = await Fleet.start(1);
  const [id = ''] = fleet.names;
  const release = await fleet.office.release(fleet.bundle({ ballastBytes: 2_000_000 }));
  const rollout = await fleet.office.rollOut(release, {
    install: { ...quickInstall, shadowWindows: 25, trialWindows: 25 },
  });
  for (const phase of ['DOWNLOADING', 'SHADOW', 'TRIAL']) {
    await fleet.reported(id, phase, (report) => report.release?.phase === phase);
    await fleet.kill(id);
    await fleet.run(id);
    const back = await fleet.reported(id, 'scoring', (report) => report.phase === 'scoring');
    // What was not committed does not judge after a start.
    if (back.release?.phase !== 'COMMITTED' && back.release?.phase !== 'TRIAL')
      expect(back.modelName, phase).toBe('toy');
  }
  await fleet.office.reaches(rollout, 'SUCCEEDED');
  const [member] = await fleet.office.members(rollout);
  expect(member).toMatchObject({ state: 'succeeded', phase: 'COMMITTED' });
  expect((await fleet.report(id))?.modelDigest).toBe(release.manifest.variants[0]?.bundle);
}, 240_000);

test('killed and cut off while it is held in VERIFIED, and let go meanwhile', async () => {
  const fleet = await Fleet.start(0);
  const id = 'pump-1';
  const line = new CutLine(fleet.brokerPort);
  await line.mend();
  onTestFinished(() => line.cut());
  await fleet.add(id, fleet.office.trust, { brokerUrl: line.url });
  const { office } = fleet;
  const release = await office.release(fleet.bundle());
  const install = { ...quickInstall, shadowWindows: 50 };
  const rollout = await office.rollOut(release, { install });
  await fleet.reported(id, 'SHADOW', (one) => one.release?.phase === 'SHADOW');
  await office.act(rollout, { act: 'halt', reason: 'a drill' });
  await fleet.reported(id, 'held', (one) => one.release?.held === true);
  expect((await fleet.saved(id)).install?.phase).toBe('VERIFIED');
  await fleet.kill(id);
  await fleet.run(id);
  const back = await fleet.reported(id, 'scoring', (one) => one.phase === 'scoring');
  expect(back).toMatchObject({ modelName: 'toy', release: { phase: 'VERIFIED', held: true } });
  const agent = fleet.agents.get(id);
  const gone = agent?.writes(/it is tried again/);
  await line.cut();
  await office.act(rollout, { act: 'resume' });
  await gone;
  expect((await fleet.saved(id)).install?.phase).toBe('VERIFIED');
  await line.mend();
  await office.reaches(rollout, 'SUCCEEDED');
  expect((await fleet.report(id))?.modelDigest).toBe(release.manifest.variants[0]?.bundle);
}, 120_000);

test.each([
  ['SHADOW', 'FAILED'],
  ['TRIAL', 'REVERTED'],
  ['COMMITTED', 'REVERTED'],
] as const)(
  'killed three times at %s: the model before stays, the hub is told %s',
  async (phase, end) => {
    const fleet = await Fleet.start(0);
    const id = 'pump-1';
    const stopAt = `release ${phase}`;
    await fleet.add(id, fleet.office.trust, { stopAt });
    const before = (await fleet.report(id))?.modelDigest;
    const release = await fleet.office.release(fleet.bundle());
    const line = new RegExp(`${stopAt}$`, 'm');
    let stopped = fleet.agents.get(id)?.writes(line);
    const rollout = await fleet.office.rollOut(release, {
      waves: [{ name: 'all', members: { kind: 'rest' }, soakMs: 600_000 }],
    });
    for (let kill = 1; kill <= 3; kill++) {
      await stopped;
      await fleet.kill(id);
      // It is committed once; from then on it dies as soon as it has started.
      const agent = await fleet.run(id, phase !== 'COMMITTED' && kill < 3 ? stopAt : null);
      stopped = phase !== 'COMMITTED' ? agent.writes(line) : undefined;
    }
    const report = await fleet.reported(id, end, (one) => one.release?.phase === end);
    expect(report.release?.reason?.code).toBe('crashLoop');
    expect((await fleet.reported(id, 'scores', (one) => one.phase === 'scoring')).modelDigest).toBe(
      before,
    );
    await fleet.office.reaches(rollout, 'HALTED');
    const [member] = await fleet.office.members(rollout);
    expect(member).toMatchObject({ state: 'failed', phase: end, reason: { code: 'crashLoop' } });
  },
  120_000,
);

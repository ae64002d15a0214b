import type { ReleasePhase } from '@lookout/shared/protocol/release-phase';
import { expect, onTestFinished } from 'vitest';
import type { RunningProgram } from '../../support/child.ts';
import { CutLine } from '../../support/cut-line.ts';
import { untilStopped } from '../../support/stopped.ts';
import { Fleet } from './fleet.fixture.ts';

/** What happens to a device at the moment at which it has written down a phase, and done nothing else yet. */
export interface Cut {
  readonly what: 'killed' | 'cut off';
  readonly phase: ReleasePhase;
}

/** What became of it. */
export interface Ending extends Cut {
  /** What the device had on its disk at that moment. */
  readonly saved: string | undefined;
  readonly phaseAtEnd: string | null;
  /** Unclean starts that the device had counted, at the end. */
  readonly boots: number | undefined;
  /** From the approval of the release. */
  readonly tookMs: number;
}

interface Device extends Cut {
  readonly id: string;
  readonly line: CutLine;
}

/** As long as the hub is needed; from then on a device goes on alone. */
const needsHub: ReadonlySet<ReleasePhase> = new Set(['OFFERED', 'DOWNLOADING']);

/**
 * One release for a device per cut, all at once. Each ends with the new model, the hub knows it, and nobody
 * was counted as failed.
 */
export async function throughCuts(cuts: readonly Cut[]): Promise<Ending[]> {
  const fleet = await Fleet.start(0);
  const devices = await Promise.all(
    cuts.map(async (cut, i): Promise<Device> => {
      const line = new CutLine(fleet.brokerPort);
      await line.mend();
      onTestFinished(() => line.cut());
      const id = `pump-${i + 1}`;
      const more = { brokerUrl: line.url, stopAt: `release ${cut.phase}` };
      await fleet.add(id, fleet.office.trust, more);
      return { ...cut, id, line };
    }),
  );
  const release = await fleet.office.release(fleet.bundle({ ballastBytes: 200_000 }));
  const stopped = devices.map((device) => agentOf(fleet, device).writes(lineOf(device.phase)));
  const rollout = await fleet.office.rollOut(release);
  const approvedAt = performance.now();
  const endings = await Promise.all(
    devices.map(async (device, i) => {
      await stopped[i];
      await untilStopped(agentOf(fleet, device).pid);
      const saved = (await fleet.saved(device.id)).install?.phase;
      await (device.what === 'killed' ? kill(fleet, device) : cutOff(fleet, device));
      const is = ({ phase, id }: { phase: string; id: string | null }) =>
        phase === 'COMMITTED' && id === release.id;
      const report = await fleet.reported(
        device.id,
        `${device.what} in ${device.phase}, it commits`,
        ({ phase, release: one }) =>
          phase === 'scoring' && one !== null && is({ phase: one.phase, id: one.release }),
      );
      expect(report.modelDigest).toBe(release.manifest.variants[0]?.bundle);
      expect(report.release?.good?.release).toBe(release.id);
      const tookMs = Math.round(performance.now() - approvedAt);
      return { device, saved, phaseAtEnd: report.release?.phase ?? null, tookMs };
    }),
  );
  await fleet.office.reaches(rollout, 'SUCCEEDED');
  const members = await fleet.office.members(rollout);
  expect(members.map(({ state }) => state)).toEqual(cuts.map(() => 'succeeded'));
  return Promise.all(
    endings.map(async ({ device: { id, what, phase }, ...ending }) => ({
      ...{ what, phase, ...ending },
      boots: (await fleet.saved(id)).install?.boots,
    })),
  );
}

async function kill(fleet: Fleet, { id }: Device): Promise<void> {
  await fleet.kill(id);
  await fleet.run(id);
}

/** Until the device has gone on as far as it can without the hub. */
async function cutOff(fleet: Fleet, device: Device): Promise<void> {
  const agent = agentOf(fleet, device);
  await device.line.cut();
  const isLast = needsHub.has(device.phase) || device.phase === 'COMMITTED';
  const gone = agent.writes(isLast ? /it is tried again/ : lineOf('COMMITTED'));
  agent.signal('SIGCONT');
  await gone;
  await device.line.mend();
}

const lineOf = (phase: ReleasePhase): RegExp => new RegExp(`release ${phase}$`, 'm');

function agentOf(fleet: Fleet, { id }: Device): RunningProgram {
  const agent = fleet.agents.get(id);
  if (agent === undefined) throw new Error(`${id} does not run`);
  return agent;
}

import type { AlertState } from '@lookout/shared/detector/decision/alert-state';
import type { SensorFaultRecord } from '@lookout/shared/protocol/records';
import { SensorFault } from '@lookout/shared/protocol/records';
import { z } from 'zod';

/** A sensor that can no longer be believed, or can be again; what the window room finds. */
export type SensorChange = Pick<
  SensorFaultRecord,
  'channel' | 'unit' | 'fault' | 'active' | 'value' | 'detail'
>;

/** A fault that has begun and not ended; kept on disk like a standing alert. */
export const StandingFault = z.object({
  faultId: z.uuid(),
  channel: z.string(),
  unit: z.string().nullable(),
  fault: SensorFault.shape.fault,
});
export type StandingFault = z.infer<typeof StandingFault>;

export type FaultRecord = SensorChange & {
  readonly type: 'sensorFault';
  readonly at: number;
  readonly faultId: string;
};

export interface FaultStep {
  readonly faults: readonly StandingFault[];
  readonly record: FaultRecord | null;
}

/** One change: begins a fault, ends one, or says what is known. Pure. */
export function sensorStep(
  faults: readonly StandingFault[],
  change: SensorChange,
  at: number,
  newFaultId: () => string,
): FaultStep {
  const { channel, unit, fault, active } = change;
  const known = faults.find((one) => one.channel === channel && one.fault === fault);
  if (active === (known !== undefined)) return { faults, record: null };
  const others = faults.filter((one) => one !== known);
  const standing = known ?? { faultId: newFaultId(), channel, unit, fault };
  const record = { type: 'sensorFault', at, faultId: standing.faultId, ...change } as const;
  return { faults: active ? [...others, standing] : others, record };
}

/**
 * The records that end faults which nobody will end: their sensors recovered, or their stream was taken
 * out, while the agent was away.
 */
export const endFaults = (
  faults: readonly StandingFault[],
  at: number,
  detail: string,
): FaultRecord[] =>
  faults.map((fault) => ({
    type: 'sensorFault',
    at,
    ...fault,
    active: false,
    value: null,
    detail: detail.slice(0, 256),
  }));

/** An alert that rests by so much on sensors that cannot be believed says nothing about the process. */
const discreditingShare = 0.5;

/**
 * Does a standing alert rest on faulty sensors? Then it is cleared as `sensorFault`: the fault has a record
 * of its own. An alert about other channels stays standing, though the stream is blind meanwhile. One that
 * names no channel is about a frame as a whole, and rests on all of its camera.
 */
export function isDiscredited(state: AlertState, faulty: ReadonlySet<string>): boolean {
  if (state.alert?.channels.length === 0) return faulty.size > 0;
  const channels = state.alert?.channels ?? [];
  const total = channels.reduce((sum, { share }) => sum + share, 0);
  const bad = channels.reduce(
    (sum, { channel, share }) => sum + (faulty.has(channel) ? share : 0),
    0,
  );
  return total > 0 && bad / total >= discreditingShare;
}

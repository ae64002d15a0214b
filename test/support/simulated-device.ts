import { Device } from '../../cloud-hub/src/simulate/device.ts';
import type {
  Fate,
  SimulatedDevice as SimulatedDevicePlan,
} from '../../cloud-hub/src/simulate/fleet-plan.ts';
import type { Subject } from '../../cloud-hub/src/simulate/subject.ts';
import type { TestHub } from './hub.ts';

interface SimulatedOptions {
  readonly id: string;
  readonly site: string;
  readonly fate?: Fate;
  readonly installMs?: number;
  /** It is placed, and tells its load every second. */
  readonly gpu?: SimulatedDevicePlan['gpu'];
}

/** Enrols a simulated device of `lookout simulate` and brings it online; the caller stops it. */
export async function simulatedDevice(
  hub: TestHub,
  subject: Subject,
  { id, site, fate = 'good', installMs = 500, gpu }: SimulatedOptions,
): Promise<Device> {
  const { secret, brokerUrl: url } = await hub.enrol({ id, site });
  const seed = [...id].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1e6, 7);
  const device = new Device(
    { id, site, seed, fate, sleep: null, ...(gpu !== undefined && { gpu }) },
    secret,
    {
      ...{ url, subject, installMs, now: Date.now },
      ...(gpu !== undefined && { loadEveryMs: 1_000 }),
      link: { unitsPerBlock: 4, unitsPerRequest: 20, pauseMs: 0 },
      after: (delayMs, act) => {
        const timer = setTimeout(act, delayMs);
        return () => clearTimeout(timer);
      },
      onPhase: () => undefined,
      onBlock: () => undefined,
    },
    id,
  );
  await device.start();
  return device;
}

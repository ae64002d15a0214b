import type { AgentConfig } from './config/config.ts';
import type { Detectors } from './detect/detectors.ts';
import { clockQuality } from './load/machine.ts';
import { residentBytes } from './load/process-memory.ts';
import { DeviceTrust } from './model/trust/device-trust.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { RecordStamp } from './outbox/record-body.ts';
import type { Placements } from './placements.ts';
import type { ReleaseParts } from './release-parts.ts';
import type { ReleaseSurroundings } from './release-surroundings.ts';
import { Releases } from './releases.ts';
import type { Clock } from './source/clock.ts';
import type { StreamRunner } from './stream-runner.ts';

export interface DeviceReleasesParts extends Pick<ReleaseParts, 'delivery' | 'bundles'> {
  readonly config: AgentConfig;
  /** Others than the device's own. */
  readonly options: Partial<ReleaseParts>;
  readonly streams: readonly StreamRunner[];
  readonly detector: Detectors;
  /** Made after the releases: it asks them what stands. */
  readonly placements: () => Placements;
  readonly outbox: Outbox;
  readonly stamp: () => RecordStamp;
  readonly clock: Clock;
  readonly changed: () => void;
  readonly log: ReleaseSurroundings['log'];
}

/** The releases of a device's streams, as it is configured. @throws Error of the file system */
export function deviceReleases(parts: DeviceReleasesParts): Releases {
  const { config, options, streams, placements, outbox, stamp, clock, ...rest } = parts;
  const { dataDir, device, trust, machine } = config;
  return new Releases(streams, {
    ...{ ...rest, dataDir },
    trust: new DeviceTrust({
      ...{ dataDir, device, rootKeys: trust.rootKeys },
      time: () => ({ nowMs: clock.now(), clock: clockQuality(machine.root) }),
      warn: (message) => parts.log.warn(message),
    }),
    ...options,
    now: clock.now,
    monotonicMs: () => performance.now(),
    residentBytes: (pid) => residentBytes('/', pid),
    look: (stream) => placements().look(stream),
    quiet: (stream) => placements().quiet(stream),
    offered: (...offer) => placements().offered(...offer),
    ...{ others: () => placements(), providers: () => placements().providers },
    told: (stream, { sequence, release, variant, phase, reason, figures, since }) =>
      outbox.recordEvents([
        {
          ...{ type: 'phase', at: since, sourceAt: null, ...stamp() },
          ...{ stream, sequence, release, variant, phase, reason, figures },
        },
      ]),
  });
}

import { availableParallelism } from 'node:os';
import type { AgentConfig } from './config/config.ts';
import type { Detectors } from './detect/detectors.ts';
import { type ProfileTools, profileChild } from './detect/profile/profile-process.ts';
import { boardMilliwatts, readRails } from './load/power-meter.ts';
import type { PlacementSurroundings } from './placement-surroundings.ts';
import { Placements, type PlacementTimes, usualTimes } from './placements.ts';
import type { ReleaseParts } from './release-parts.ts';
import type { Releases } from './releases.ts';
import type { Clock } from './source/clock.ts';
import type { StreamRunner } from './stream-runner.ts';

/** Others than the device's own. */
export interface PlacementOptions {
  readonly times?: Partial<PlacementTimes>;
  readonly tools?: Partial<ProfileTools>;
}

export interface PlacementParts extends Pick<ReleaseParts, 'delivery' | 'bundles'> {
  readonly config: AgentConfig;
  readonly options: PlacementOptions;
  readonly streams: readonly StreamRunner[];
  readonly detector: Detectors;
  readonly releases: Releases;
  readonly clock: Clock;
  readonly changed: () => void;
  readonly log: PlacementSurroundings['log'];
}

/** The placement of a device's streams, as it is configured. */
export function devicePlacements(parts: PlacementParts): Placements {
  const { config, options, streams, releases, clock, ...rest } = parts;
  return new Placements(streams, {
    ...rest,
    dataDir: config.dataDir,
    ...{ now: clock.now, wait: clock.wait, random: Math.random },
    monotonicMs: () => performance.now(),
    times: { ...usualTimes, ...options.times },
    tools: {
      ...{ child: profileChild, stepTimeoutMs: 60_000, runtime: config.runtime.onnxruntime },
      ...options.tools,
    },
    milliwatts: () => boardMilliwatts(readRails(config.machine.root)),
    cpuCount: availableParallelism(),
    stands: (stream) => releases.stands(stream),
    unload: (session) => releases.unload(session),
    sweep: () => releases.sweep(),
  });
}

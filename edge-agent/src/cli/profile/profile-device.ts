import { cpus, release, type } from 'node:os';
import type {
  DeviceDescription,
  LatencyEntry,
  LatencyTable,
  ProviderCheck,
} from '@lookout/shared/profile/latency-table';
import { ProfileError } from '@lookout/shared/profile/profile-error';
import { checkProvider } from '../../check-provider.ts';
import { type ProfileTools, runProfileJob } from '../../detect/profile/profile-process.ts';
import { capabilitiesOf } from '../../load/machine.ts';
import type { ProfiledBundle } from '../../profiled-bundle.ts';
import { ProfileCommandError } from './profile-error.ts';
import { timeProvider } from './time-provider.ts';

export interface ProfileRequest {
  readonly bundles: readonly ProfiledBundle[];
  /** Null: all that this build of ONNX Runtime has. */
  readonly providers: readonly string[] | null;
  readonly batches: readonly number[];
  readonly seconds: number;
  readonly say: (progress: string) => void;
  readonly now: () => number;
}

/**
 * Checks and times bundles on each provider of this device. A provider that cannot be used is a finding.
 * @throws ProfileCommandError `provider` where one was asked for that this build does not have
 */
export async function profileDevice(
  { bundles, providers, batches, seconds, say, now }: ProfileRequest,
  tools: ProfileTools,
): Promise<Required<LatencyTable>> {
  const device = await describeDevice(tools);
  const lacking = providers?.find((name) => !device.providers.includes(name));
  if (lacking !== undefined)
    throw new ProfileCommandError(
      'provider',
      `this build of ONNX Runtime has no provider ${lacking}; it has ${device.providers.join(', ')}`,
    );
  const entries: LatencyEntry[] = [];
  const checks: ProviderCheck[] = [];
  for (const provider of providers ?? device.providers) {
    const timed: ProfiledBundle[] = [];
    const first = checks.length;
    for (const bundle of bundles) {
      say(`${provider}: ${bundle.facts.name}, golden windows`);
      const { firstRunMs: _, ...check } = await checkProvider(bundle, provider, tools);
      checks.push(check);
      if (check.outcome === 'ok' || check.outcome === 'disagrees') timed.push(bundle);
    }
    if (timed.length === 0) continue;
    say(`${provider}: timing for at most ${seconds} s`);
    try {
      entries.push(...(await timeProvider(timed, { provider, batches, seconds }, tools)));
    } catch (error) {
      if (!(error instanceof ProfileError)) throw error;
      const detail = error.message.slice(0, 1024);
      for (const [i, check] of checks.entries())
        if (i >= first) checks[i] = { ...check, outcome: 'unusable', detail };
    }
  }
  return { format: 1, measuredAt: now(), device, entries, checks };
}

async function describeDevice(tools: ProfileTools): Promise<DeviceDescription> {
  const { providers, ortVersion } = await runProfileJob({ kind: 'describe' }, 'described', tools);
  const { model, cpuCount, arch, memoryBytes } = capabilitiesOf('/', {
    ...{ usable: providers, unusable: [] },
  });
  return {
    model: (model ?? cpus()[0]?.model ?? 'unknown processor').slice(0, 128),
    cores: cpuCount,
    arch,
    os: `${type()} ${release()}`.slice(0, 128),
    memoryBytes,
    ortVersion,
    providers: [...providers],
  };
}

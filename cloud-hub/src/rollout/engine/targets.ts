import type { UnusableProvider } from '@lookout/shared/protocol/presence';
import type { RolloutPlan } from '@lookout/shared/protocol/rollouts';
import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';

interface Channel {
  readonly name: string;
  readonly unit: string | null;
}

/** One (device, stream) of the fleet, as a plan looks at it. */
export interface Candidate {
  readonly device: string;
  readonly stream: string;
  readonly site: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As the stream reports them; empty while it has no bundle. */
  readonly channels: readonly Channel[];
  /** As the device reports them; null: it has never reported. */
  readonly providers: readonly string[] | null;
  /** Those that its runtime names and it cannot use; null as before. */
  readonly unusableProviders: readonly UnusableProvider[] | null;
  /** Release that it has committed; null: the bundle of its own configuration. */
  readonly release: string | null;
  readonly online: boolean;
  /** Null: never. */
  readonly lastSeenAt: number | null;
  readonly revoked: boolean;
}

const anyOf = (wanted: readonly string[], name: string): boolean =>
  wanted.length === 0 || wanted.includes(name);

/** Whether the plan means it at all. */
export const isTarget = ({ target }: RolloutPlan, c: Candidate): boolean =>
  anyOf(target.sites, c.site) &&
  anyOf(target.devices, c.device) &&
  anyOf(target.streams, c.stream) &&
  Object.entries(target.labels).every(([label, value]) => c.labels[label] === value);

const inWords = ({ name, unit }: Channel): string => (unit === null ? name : `${name} [${unit}]`);

/** In words how the stream's channels are not the release's; null where they are. */
function channelProblem(channels: readonly Channel[], wanted: readonly Channel[]): string | null {
  if (channels.length === 0)
    return 'It reports no channels yet: it is looked at again when a wave begins';
  if (channels.length !== wanted.length)
    return `It has ${channels.length} channels, the release ${wanted.length}`;
  for (const [i, channel] of channels.entries()) {
    const want = wanted[i];
    if (want === undefined) continue;
    const sameUnit = channel.unit === null || want.unit === null || channel.unit === want.unit;
    if (channel.name !== want.name || !sameUnit)
      return `Its channel ${i + 1} is ${inWords(channel)}, the release's is ${inWords(want)}`;
  }
  return null;
}

/** The variant that it would run, or in words why it can run none. */
export function variantOf(
  wanted: string,
  { variants }: ReleaseManifest,
  { providers, unusableProviders }: Pick<Candidate, 'providers' | 'unusableProviders'>,
): { variant: string } | { problem: string } {
  const named = variants.filter(({ name }) => wanted === 'auto' || name === wanted);
  const names = variants.map(({ name }) => name).join(', ');
  if (named.length === 0) return { problem: `The release has no variant ${wanted}, only ${names}` };
  if (providers === null)
    return { problem: 'It has never reported what it can run: connect it once' };
  const found = named.find((v) => v.providers.some((provider) => providers.includes(provider)));
  if (found !== undefined) return { variant: found.name };
  const needs = [...new Set(named.flatMap((v) => v.providers))];
  const unusable = unusableProviders?.find(({ provider }) => needs.includes(provider));
  const why = unusable === undefined ? '' : `; ${unusable.provider} is not used: ${unusable.why}`;
  return {
    problem: `It runs on ${providers.join(', ') || 'no provider'}, the release needs ${needs.join(', ')}${why}`,
  };
}

/** What a target would run, or in words why it is left out. */
export function eligible(
  plan: RolloutPlan,
  manifest: ReleaseManifest,
  candidate: Candidate,
): { variant: string } | { problem: string } {
  if (candidate.revoked) return { problem: 'The device is revoked' };
  if (candidate.release === plan.release) return { problem: 'It runs this release already' };
  const variant = variantOf(plan.variant, manifest, candidate);
  if ('problem' in variant) return variant;
  const problem = channelProblem(candidate.channels, manifest.input.channels);
  return problem === null ? variant : { problem };
}

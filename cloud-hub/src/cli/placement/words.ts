import { duration } from '@lookout/shared/placement/words';
import type { PlacementPolicy } from '@lookout/shared/protocol/placement';
import type {
  PlacedVariant,
  PlacementDetail,
  PlacementEntry,
} from '@lookout/shared/protocol/placements';

export const placeText = ({ variant, provider }: PlacedVariant): string =>
  `${variant} on ${provider}`;
export const when = (at: number): string =>
  new Date(at).toISOString().slice(0, 19).replace('T', ' ');

export const plural = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

export const timeText = (us: number | null | undefined): string =>
  us == null ? '–' : duration(us);

const states: Readonly<Record<PlacementEntry['state'], string>> = {
  unsupported: 'its agent knows of no placement',
  installing: 'a release is being installed',
  unprofiled: 'not measured yet',
  placed: '',
};

export function entryRow(entry: PlacementEntry): string[] {
  const { device, stream, site, running, by, switches, lagP95Us, deadlineUs } = entry;
  return [
    ...[`${device}/${stream}`, site, running === null ? '–' : placeText(running), by ?? '–'],
    ...[`${switches}`, timeText(lagP95Us), timeText(deadlineUs), whyText(entry)],
  ];
}

const whyText = ({ state, choice }: PlacementEntry): string =>
  choice === null || state !== 'placed' ? states[state] : `${choice.code}: ${choice.reason}`;

export function describeEntry(entry: PlacementEntry): string[] {
  const { device, stream, site, release, running, since, presence } = entry;
  const released = release === null ? "the device's own bundle" : releaseText(release);
  const runs = running === null ? 'nothing yet' : placeText(running);
  return [
    `${device}/${stream} at ${site}, ${presence}, runs ${runs}${since === null ? '' : ` since ${when(since)}`}`,
    `Release: ${released}`,
    `Why: ${whyText(entry)}`,
    `Late (p95): ${timeText(entry.lagP95Us)} of ${timeText(entry.deadlineUs)} · switches within the hour: ${entry.switches}`,
    ...entry.problems.map((problem) => `Problem: ${problemText(problem)}`),
  ];
}

/** Such as `Scores come 80 ms late (p95), 50 ms allowed.`; where it is known with the time at which it began. */
export const problemText = ({ text, since }: PlacementEntry['problems'][number]): string =>
  since === undefined ? text : `${text} Since ${when(since)}.`;

const releaseText = ({ id, model, version }: NonNullable<PlacementEntry['release']>): string =>
  model === null ? id.slice(0, 12) : `${model}@${version}`;

/** What differs from the built-in one is what was meant, but all of it holds: the words say the main things. */
export function policyText(policy: PlacementPolicy): string {
  const { pin, prefer, forbid, powerSaving, deadlineMs, deadlineShare } = policy;
  const provider = pin?.provider == null ? '' : ` on ${pin.provider}`;
  return [
    ...(pin === null ? [] : [`pinned to ${pin.variant}${provider}`]),
    ...(prefer === null ? [] : [`prefers the ${prefer.toUpperCase()}`]),
    ...forbid.map((one) => `forbids the ${one.toUpperCase()}`),
    ...(powerSaving ? ['saves power'] : []),
    deadlineMs === null
      ? `deadline ${Math.round(100 * deadlineShare)} % of the stride`
      : `deadline ${deadlineMs} ms`,
    `leaves the GPU at ${policy.leaveGpuPercent} % or ${policy.leaveHeadroomC} °C of headroom`,
    `at most ${policy.maxSwitchesPerHour} switches an hour`,
  ].join(', ');
}

/** What of its machine a device runs detectors on, and why not on the rest. */
export function providersText({
  providers,
  unusableProviders,
}: Pick<PlacementDetail, 'providers' | 'unusableProviders'>): string {
  const not = unusableProviders.map(({ provider, why }) => `; not on ${provider}: ${why}`);
  return `Providers: runs on ${providers.join(', ') || 'none that is known yet'}${not.join('')}`;
}

import { rowsOf } from '@lookout/shared/detector/window-size';
import type { ReleaseManifest, ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { StreamContext } from './verdict.ts';

/** Why a variant cannot run on this stream and device, in words; null when it can. */
export function fitOf(
  input: ReleaseManifest['input'],
  { name, providers }: ReleaseVariant,
  context: StreamContext,
): string | null {
  if (!providers.some((provider) => context.providers.includes(provider))) {
    const have = context.providers.join(', ') || 'none';
    const why = context.unusable.find(({ provider }) => providers.includes(provider));
    const because = why === undefined ? '' : `, and cannot use ${why.provider}: ${why.why}`;
    return `variant ${name} runs on ${providers.join(', ')}; this device has ${have}${because}`;
  }
  const { watched } = context;
  if (watched === null) return null;
  return (
    channelMisfit(input.channels, watched.channels) ??
    lengthMisfit('period', 'ms', input.periodMs, watched.periodMs, watched.anyPeriod) ??
    lengthMisfit('window', 'rows', rowsOf(input), watched.windowLength, watched.anyWindowLength)
  );
}

type Channel = ReleaseManifest['input']['channels'][number];

function channelMisfit(wanted: readonly Channel[], given: readonly Channel[]): string | null {
  for (let i = 0; i < Math.max(wanted.length, given.length); i++) {
    const [want, have] = [wanted[i], given[i]];
    if (want?.name !== have?.name)
      return `channel ${i + 1} of the release is ${shown(want)}, the stream's is ${shown(have)}`;
    // A unit that is not stated may be any.
    const unlike = want?.unit && have?.unit && want.unit !== have.unit;
    if (unlike)
      return `the release takes ${shown(want)} in ${want.unit}, the stream has ${have.unit}`;
  }
  return null;
}

const shown = (channel: Channel | undefined): string =>
  channel === undefined ? 'not there' : `"${channel.name}"`;

const lengthMisfit = (what: string, unit: string, want: number, have: number, any: boolean) =>
  want === have || any
    ? null
    : `the release's ${what} is ${want} ${unit}, the stream's is ${have} ${unit} and cannot be changed`;

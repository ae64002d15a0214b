import { BundleError } from './bundle-error.ts';

export interface ChannelMatch {
  /** For every channel of the detector, its index among the source's names; -1 where missing. */
  readonly indexOf: readonly number[];
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  /** The source has the channels, in another order. */
  readonly outOfOrder: boolean;
}

/** Compares the channels that a detector was trained on with those that a source offers. */
export function matchChannels(
  expected: readonly string[],
  offered: readonly string[],
): ChannelMatch {
  const indexOf = expected.map((name) => offered.indexOf(name));
  const present = indexOf.filter((index) => index >= 0);
  return {
    indexOf,
    missing: expected.filter((_, i) => indexOf[i] === -1),
    extra: offered.filter((name) => !expected.includes(name)),
    outOfOrder: present.some((index, i) => i > 0 && index < (present[i - 1] ?? 0)),
  };
}

/**
 * For sources whose values carry names: extra channels and another order do no harm.
 * @param source what offers them, for the message
 * @returns for every channel of the detector, its index among the source's names
 * @throws BundleError `channels` naming what is missing
 */
export function requireChannels(
  expected: readonly string[],
  offered: readonly string[],
  source = 'the data',
): readonly number[] {
  const match = matchChannels(expected, offered);
  if (match.missing.length === 0) return match.indexOf;
  throw new BundleError('channels', describeMismatch(source, expected, match));
}

/**
 * For sources whose values carry no names, only a position.
 * @throws BundleError `channels` naming what is missing, extra or out of order
 */
export function requireSameChannels(
  expected: readonly string[],
  offered: readonly string[],
  source = 'the data',
): void {
  const match = matchChannels(expected, offered);
  if (match.missing.length + match.extra.length > 0 || match.outOfOrder)
    throw new BundleError('channels', describeMismatch(source, expected, match));
}

function describeMismatch(
  source: string,
  expected: readonly string[],
  match: ChannelMatch,
): string {
  const parts = [
    match.missing.length > 0 ? `missing ${quote(match.missing)}` : '',
    match.extra.length > 0 ? `not known to it ${quote(match.extra)}` : '',
    match.outOfOrder ? 'in another order' : '',
  ].filter((part) => part !== '');
  return (
    `${source} does not fit the detector and its ${expected.length} channels (${quote(expected)}): ` +
    parts.join('; ')
  );
}

/** Names in quotes, a long list cut short. */
function quote(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `"${name}"`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return shown.join(', ') + more;
}

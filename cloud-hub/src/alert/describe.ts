import type { ChannelEvidence, SensorFaultRecord } from '@lookout/shared/protocol/records';

/** A second channel is named only where it bears a fair part of the error. */
const secondChannelShare = 0.2;

/** "Pressure 0.31 bar, expected 0.05; flow 12 l/min, expected 31": the channels that bear the error. */
export function describeAnomaly(record: {
  readonly channels: readonly ChannelEvidence[];
  readonly score: number;
  readonly threshold: number;
}): string {
  const [first, second] = record.channels.toSorted((a, b) => b.share - a.share);
  if (first === undefined)
    return `Score ${digits(record.score, record.threshold)}, limit ${digits(record.threshold, record.score)}`;
  const named = second && second.share >= secondChannelShare ? [first, second] : [first];
  return capitalised(named.map(describeChannel).join('; '));
}

/** The device's own sentence, which names the limit; made up from the fields where it is empty. */
export function describeFault(
  record: Pick<SensorFaultRecord, 'channel' | 'unit' | 'fault' | 'value' | 'detail'>,
): string {
  if (record.detail.trim() !== '') return capitalised(record.detail.trim());
  const words = { stuck: 'stuck', outOfRange: 'out of range', missing: 'missing' }[record.fault];
  const value = record.value === null ? '' : ` at ${withUnit(digits(record.value), record.unit)}`;
  return capitalised(`${readable(record.channel)} ${words}${value}`);
}

function describeChannel({ channel, unit, value, expected }: ChannelEvidence): string {
  const name = readable(channel);
  if (value === null) return `${name} missing`;
  if (expected === null) return `${name} ${withUnit(digits(value), unit)}`;
  return `${name} ${withUnit(digits(value, expected), unit)}, expected ${digits(expected, value)}`;
}

/**
 * As many decimals as it takes to see the difference to `other` with two significant digits; three
 * significant digits where there is nothing to compare with.
 */
export function digits(value: number, other?: number): string {
  const scale = other === undefined || other === value ? value / 10 : value - other;
  if (Math.abs(value) >= 1e7 || (value !== 0 && Math.abs(value) < 1e-4 && Math.abs(scale) < 1e-4))
    return value.toPrecision(3);
  const exponent = scale === 0 ? 0 : Math.floor(Math.log10(Math.abs(scale)));
  const text = value.toFixed(Math.min(6, Math.max(0, 1 - exponent)));
  return Number(text) === 0 ? text.replace('-', '') : text;
}

const readable = (channel: string): string => channel.replaceAll('_', ' ');
const withUnit = (value: string, unit: string | null): string =>
  unit === null || unit === '' ? value : unit === '%' ? `${value}%` : `${value} ${unit}`;
/** "pH" and "mV" stay as they are. */
const capitalised = (text: string): string =>
  /^[a-z](?![A-Z])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;

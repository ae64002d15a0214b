import { InvalidArgumentError } from 'commander';

/** Parsers for commander: an InvalidArgumentError becomes "option ... argument ... is invalid: ...". */
export const integerBetween =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };

export function amount(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1e12) return value;
  throw new InvalidArgumentError('Expected a number of 0 or more, such as 250.');
}

export function alarmsPerDay(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 10_000) return value;
  throw new InvalidArgumentError('Expected alarms in a day, more than 0, such as 1 or 0.2.');
}

export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a share between 0 and 1, such as 0.001.');
}

/** Of a whole, all or nothing included. */
export function part(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a share from 0 to 1, such as 0.05.');
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** NAME=MIN:MAX, given any number of times. */
export function rangeOf(
  text: string,
  earlier: ReadonlyMap<string, Range> = new Map(),
): Map<string, Range> {
  const [, name, low, high] = /^(.+)=([^:]+):([^:]+)$/.exec(text) ?? [];
  const [min, max] = [Number(low), Number(high)];
  if (name === undefined || !(min < max) || !Number.isFinite(max - min))
    throw new InvalidArgumentError('Expected NAME=MIN:MAX, such as Pressure=0:16.');
  return new Map(earlier).set(name, { min, max });
}

/** NAME=UNIT, given any number of times. */
export function unitOf(
  text: string,
  earlier: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new InvalidArgumentError('Expected NAME=UNIT, such as Pressure=bar.');
  return new Map(earlier).set(text.slice(0, at), text.slice(at + 1));
}

import { InvalidArgumentError } from 'commander';

/** A gate's limit in the unit of the plan; off: it is not looked at. Commander takes no null for a value. */
export type Limit = number | 'off';

export const orOff =
  (limit: (text: string) => number) =>
  (text: string): Limit => {
    if (text === 'off') return text;
    try {
      return limit(text);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      throw new InvalidArgumentError(error.message.replace(/\.$/, ', or off.'));
    }
  };

const figureWithUnit = (text: string): [figure: number, unit: string] | null => {
  const [, figure, unit = ''] = /^(\d+(?:\.\d+)?) ?([^\d\s.]*)$/.exec(text) ?? [];
  return figure === undefined ? null : [Number(figure), unit];
};

const unitUs: Readonly<Record<string, number>> = { us: 1, µs: 1, ms: 1_000, s: 1_000_000 };

/** Such as 800us, 2.5ms. @returns microseconds */
export function latency(text: string): number {
  const [figure, unit] = figureWithUnit(text) ?? [0, ''];
  const us = Math.round(figure * (unitUs[unit] ?? 0));
  if (us > 0) return us;
  throw new InvalidArgumentError('Expected a time such as 800us or 2.5ms.');
}

const unitBytes: Readonly<Record<string, number>> = {
  ...{ kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 },
};

/** Such as 64MiB, 1.5GB. @returns bytes */
export function memory(text: string): number {
  const [figure, unit] = figureWithUnit(text) ?? [0, ''];
  const factor = unitBytes[unit];
  if (factor !== undefined) return Math.round(figure * factor);
  throw new InvalidArgumentError('Expected a size such as 64MiB or 1.5GB.');
}

/** Such as 85, 85C. @returns °C */
export function temperature(text: string): number {
  const [figure, unit] = figureWithUnit(text) ?? [0, '?'];
  if (['', 'C', '°C'].includes(unit)) return figure;
  throw new InvalidArgumentError('Expected degrees Celsius such as 85.');
}

/** Such as 3, 1.5x: new against old. */
export function ratio(text: string): number {
  const [figure, unit] = figureWithUnit(text) ?? [0, ''];
  if (figure > 0 && ['', 'x', '×'].includes(unit)) return figure;
  throw new InvalidArgumentError('Expected a ratio above 0 such as 3 or 1.5.');
}

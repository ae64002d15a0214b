import type { Placed } from './placement.ts';

const longest = 256;

export const nameOf = ({ variant, provider }: Placed): string => `${variant} on ${provider}`;

/** Three figures, in the unit that reads best. */
export const duration = (us: number): string => {
  const [value, unit] =
    us < 1_000 ? [us, 'µs'] : us < 10_000_000 ? [us / 1_000, 'ms'] : [us / 1e6, 's'];
  return `${figures(value)} ${unit}`;
};

export const figures = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : `${Number(value.toPrecision(2))}`;

export const celsius = (value: number): string => `${figures(value)} °C`;

export const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;

/** A sentence that fits the protocol, whatever the names in it. */
export function sentence(text: string): string {
  const whole = /[.…]$/.test(text) ? text : `${text}.`;
  return whole.length <= longest ? whole : `${whole.slice(0, longest - 1)}…`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

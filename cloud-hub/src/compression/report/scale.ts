/** Maps values of an axis to 0 (left or bottom) to 1. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

export function linearScale(min: number, max: number, tickCount = 5): Scale {
  const span = max > min ? max - min : 1;
  const step = niceStep(span / tickCount);
  const first = Math.ceil(min / step - 1e-9);
  const count = Math.floor(max / step + 1e-9) - first + 1;
  return {
    at: (value) => clamp((value - min) / span),
    // Multiplied, not added up: 3 × 0.1 is printed, not 0.30000000000000004.
    ticks: Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12))),
  };
}

export function logScale(min: number, max: number): Scale {
  const [low, high] = [Math.log10(min), Math.log10(max)];
  const ticks: number[] = [];
  for (let power = Math.ceil(low - 1e-9); power <= high + 1e-9; power++)
    ticks.push(Number((10 ** power).toPrecision(12)));
  return { at: (value) => clamp((Math.log10(Math.max(value, min)) - low) / (high - low)), ticks };
}

/**
 * Linear about 0 and logarithmic far from it, on both sides: a score a hundred times the level fits, and
 * the level is still seen. @param knee where the one becomes the other
 */
export function symlogScale(min: number, max: number, knee: number): Scale {
  const bend = (value: number) => Math.sign(value) * Math.log1p(Math.abs(value) / knee);
  const [low, high] = [bend(min), bend(Math.max(max, min + 1e-9))];
  const at = (value: number) => clamp((bend(value) - low) / (high - low));
  const ticks: number[] = [];
  for (const value of [0, ...oneTwoFive(max), ...oneTwoFive(-min).map((v) => -v)]) {
    const isInside = value >= min && value <= max;
    const isApart = ticks.every((tick) => Math.abs(at(tick) - at(value)) >= 0.13);
    if (isInside && isApart) ticks.push(value);
  }
  return { at, ticks: ticks.sort((a, b) => a - b) };
}

function oneTwoFive(max: number): number[] {
  if (!(max > 0 && Number.isFinite(max))) return [];
  const values: number[] = [];
  for (let power = 0; 10 ** power <= max; power++)
    for (const digit of [1, 2, 5]) values.push(digit * 10 ** power);
  // The largest first: it tells how far the axis goes.
  return values.filter((value) => value <= max).reverse();
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((digit) => digit * power >= rough * (1 - 1e-9)) ?? 10;
  return step * power;
}

const clamp = (share: number): number => Math.max(0, Math.min(1, share));

const units: readonly [string, number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** Two units at most: "3 h 10 min". */
export function duration(ms: number): string {
  const rounded = Math.max(0, Math.round(ms / 1_000)) * 1_000;
  const first = units.findIndex(([, size]) => rounded >= size);
  if (first < 0) return '0 s';
  let rest = rounded;
  const parts: string[] = [];
  for (const [name, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

export const instant = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Three digits at most: a figure for a sentence. */
export const figure = (value: number): string => String(Number(value.toPrecision(3)));
export const percent = (share: number): string => `${figure(share * 100)} %`;
export const devices = (count: number): string => `${count} ${count === 1 ? 'device' : 'devices'}`;

/** "3 of 5 devices committed, 2 failed": what nobody did is not told. */
export const listed = (first: string, others: readonly (readonly [number, string])[]): string =>
  [first, ...others.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []))].join(', ');

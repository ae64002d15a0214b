import type { ThermalZone } from '@lookout/shared/protocol/load';

/** Fields that nvidia-smi has known for ten years; one that it does not know would cost the whole answer. */
export const smiFields = [
  ...['utilization.gpu', 'memory.used', 'memory.total', 'temperature.gpu'],
  ...['clocks.gr', 'clocks.max.gr', 'power.draw'],
] as const;
/** Asked for besides; a driver that does not know it by this name is asked without. */
export const slowedField = 'clocks_throttle_reasons.active';

export interface GraphicsCard {
  readonly percent: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  readonly celsius: number | null;
  readonly clockRatio: number | null;
  readonly milliwatts: number | null;
  /** Whether heat, or too much current, slows it at this moment. */
  readonly slowed: boolean | null;
}

export type TemperatureLimits = Pick<ThermalZone, 'throttleC' | 'criticalC'>;

/**
 * The first card of `--query-gpu=… --format=csv,noheader,nounits`, with the `slowedField` at the end or
 * without; what it does not know, '[N/A]', is null.
 */
export function graphicsCardIn(csv: string): GraphicsCard | null {
  const cells = csv.trim().split('\n', 1)[0]?.split(',') ?? [];
  if (cells.length < smiFields.length || cells.length > smiFields.length + 1) return null;
  const [percent, used, total, celsius, clock, highest, watts] = cells.map(numberIn);
  const mebibyte = 1024 * 1024;
  return {
    percent: known(percent, 100),
    memoryUsedBytes: scaled(used, mebibyte),
    memoryTotalBytes: scaled(total, mebibyte),
    celsius: known(celsius, 200),
    clockRatio: clock && highest ? Math.min(1, clock / highest) : null,
    milliwatts: scaled(watts, 1_000),
    slowed: slowedIn(cells[smiFields.length] ?? ''),
  };
}

/** HW slowdown, SW and HW thermal slowdown, HW power brake (nvml.h, nvmlClocksEventReason…). */
const slowedBits = 0x8 | 0x20 | 0x40 | 0x80;

function slowedIn(cell: string): boolean | null {
  const bits = /^\s*0x([0-9a-f]{1,16})\s*$/i.exec(cell)?.[1];
  return bits === undefined ? null : (Number.parseInt(bits.slice(-8), 16) & slowedBits) !== 0;
}

const numberIn = (cell: string): number | null =>
  /^\s*\d+(\.\d+)?\s*$/.test(cell) ? known(Number(cell), 1e12) : null;

const known = (value: number | null | undefined, highest: number): number | null =>
  value === undefined || value === null || value > highest ? null : value;

const scaled = (value: number | null | undefined, unit: number): number | null =>
  value === undefined || value === null ? null : value * unit;

/**
 * `nvidia-smi -q -d TEMPERATURE`, first card. Newer cards count down to their limits: the margin is 0 at the
 * highest temperature of operation and negative above it.
 */
export function limitsIn(text: string): TemperatureLimits {
  const read = (name: string): number | null => {
    const found = new RegExp(`^\\s*${name}\\s*:\\s*(-?\\d+) C`, 'm').exec(text)?.[1];
    return found === undefined ? null : Number(found);
  };
  const [now, margin] = [read('GPU Current Temp'), read('GPU T\\.Limit Temp')];
  const byMargin = (name: string): number | null => {
    const limit = read(name);
    return limit === null || now === null || margin === null ? null : now + margin - limit;
  };
  return {
    throttleC: read('GPU Slowdown Temp') ?? byMargin('GPU Slowdown T\\.Limit Temp'),
    criticalC: read('GPU Shutdown Temp') ?? byMargin('GPU Shutdown T\\.Limit Temp'),
  };
}

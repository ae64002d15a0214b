import type { ThermalZone } from '@lookout/shared/protocol/load';
import { headroomOf } from './headroom.ts';
import type { MachineLoad, MachineReading } from './machine-reading.ts';

/** What goes up and down within seconds; all else is taken as it was read last. */
const averaged = [
  ...['cpuPercent', 'otherCpuPercent', 'cpuClockRatio'],
  ...['gpuPercent', 'gpuClockRatio', 'powerMilliwatts'],
] as const satisfies readonly (keyof MachineReading)[];

/**
 * The mean of some readings, the newest one last. What the newest one does not know is unknown: a sensor that
 * has gone must not be seen for a while longer. How close the machine is to switching itself off is told by
 * the newest reading alone, since nothing may wait for it.
 */
export function averageOf(
  readings: readonly MachineReading[],
): Omit<MachineLoad, 'cpuFullPercent' | 'cpuRivals'> | null {
  const newest = readings.at(-1);
  if (newest === undefined) return null;
  const zones = newest.zones.map((zone) => averageZone(zone, readings));
  const means = averaged.map((name) => [
    name,
    meanOf(
      newest[name],
      readings.map((reading) => reading[name]),
    ),
  ]);
  return {
    ...newest,
    ...Object.fromEntries(means),
    zones,
    ...headroomOf(zones),
    criticalHeadroomC: headroomOf(newest.zones).criticalHeadroomC,
  };
}

function averageZone(zone: ThermalZone, readings: readonly MachineReading[]): ThermalZone {
  const seen = readings.map(({ zones }) => zones.find(({ name }) => name === zone.name));
  return {
    ...zone,
    celsius: meanOf(
      zone.celsius,
      seen.map((one) => one?.celsius ?? null),
    ),
  };
}

function meanOf(newest: number | null, values: readonly (number | null)[]): number | null {
  if (newest === null) return null;
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

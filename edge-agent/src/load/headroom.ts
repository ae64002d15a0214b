import type { Load, ThermalZone } from '@lookout/shared/protocol/load';

/** The hottest zone, and how far the zones are from what they must not reach; null where none says so. */
export function headroomOf(
  zones: readonly ThermalZone[],
): Pick<Load, 'temperatureC' | 'headroomC' | 'criticalHeadroomC'> {
  const least = (of: (zone: ThermalZone, celsius: number) => number | null): number | null => {
    const values = zones.flatMap((zone) =>
      zone.celsius === null ? [] : (of(zone, zone.celsius) ?? []),
    );
    return values.length === 0 ? null : Math.min(...values);
  };
  const distance = (limit: number | null, celsius: number) =>
    limit === null ? null : limit - celsius;
  const coldest = least((_, celsius) => -celsius);
  return {
    temperatureC: coldest === null ? null : -coldest,
    headroomC: least(({ throttleC }, celsius) => distance(throttleC, celsius)),
    criticalHeadroomC: least(({ criticalC }, celsius) => distance(criticalC, celsius)),
  };
}

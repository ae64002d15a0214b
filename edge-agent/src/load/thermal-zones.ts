import { join } from 'node:path';
import type { ThermalZone } from '@lookout/shared/protocol/load';
import { listFolder, readNumber, readText } from './files.ts';

/** Trip points are the machine's own and may be set anew by a power mode. */
const tripsEvery = 60;

interface Thermometer extends Omit<ThermalZone, 'celsius'> {
  /** Holds m°C. */
  readonly file: string;
}

/** All thermometers of the machine, in the kernel's order; equal names are numbered from the second on. */
export class ThermalZones {
  private thermometers: readonly Thermometer[] = [];
  private seen = '';
  private sinceTrips = tripsEvery;

  constructor(private readonly root: string) {}

  read(): ThermalZone[] {
    const zones = this.folders('sys/class/thermal', 'thermal_zone');
    const monitors = zones.length > 0 ? [] : this.folders('sys/class/hwmon', 'hwmon');
    const now = [...zones, ...monitors].join();
    this.sinceTrips += 1;
    if (now !== this.seen || this.sinceTrips >= tripsEvery) {
      this.seen = now;
      this.sinceTrips = 0;
      this.thermometers = numbered([
        ...zones.flatMap((folder) => zoneIn(folder)),
        ...monitors.flatMap(monitorsIn),
      ]);
    }
    return this.thermometers.map(({ file, ...zone }) => ({ ...zone, celsius: celsiusIn(file) }));
  }

  private folders(path: string, prefix: string): string[] {
    const folder = join(this.root, path);
    return listFolder(folder).flatMap((name) =>
      name.startsWith(prefix) ? join(folder, name) : [],
    );
  }
}

/** PMIC-Die always says 100 °C (facts.md). */
function zoneIn(folder: string): Thermometer[] {
  const name = readText(join(folder, 'type'));
  if (name === null || name.startsWith('PMIC')) return [];
  const trips = listFolder(folder).flatMap((file) => {
    const [, number] = /^trip_point_(\d+)_type$/.exec(file) ?? [];
    const celsius = number === undefined ? null : tripIn(join(folder, `trip_point_${number}_temp`));
    return celsius === null ? [] : [{ kind: readText(join(folder, file)), celsius }];
  });
  const lowest = (kind: string) =>
    least(trips.flatMap((trip) => (trip.kind === kind ? trip.celsius : [])));
  return [
    {
      ...{ name, file: join(folder, 'temp') },
      // `active` only starts a fan, `hot` only tells the driver; `passive` is where clocks go down.
      ...{ throttleC: lowest('passive') ?? lowest('hot'), criticalC: lowest('critical') },
    },
  ];
}

/**
 * Servers have no zones but hwmon chips: in coretemp and k10temp `crit` is where the processor slows itself
 * down, and `emergency`, where there is one, where it is switched off (Documentation/hwmon).
 */
function monitorsIn(folder: string): Thermometer[] {
  const chip = readText(join(folder, 'name'));
  if (chip === null || !processorChips.has(chip)) return [];
  return listFolder(folder).flatMap((file) => {
    const [, sensor] = /^(temp\d+)_input$/.exec(file) ?? [];
    if (sensor === undefined) return [];
    const label = readText(join(folder, `${sensor}_label`));
    return [
      {
        name: label === null ? chip : `${chip} ${label}`,
        file: join(folder, file),
        throttleC: tripIn(join(folder, `${sensor}_crit`)),
        criticalC: tripIn(join(folder, `${sensor}_emergency`)),
      },
    ];
  });
}

/** Null where it is gated, or says what no machine survives: a sensor that is off says -256 °C. */
function celsiusIn(file: string): number | null {
  const milli = readNumber(file);
  return milli === null || milli < -100_000 || milli > 200_000 ? null : milli / 1000;
}

/** Disks and radios have thermometers too, and slow nothing down that matters here. */
const processorChips: ReadonlySet<string> = new Set(['coretemp', 'k10temp', 'zenpower']);

/** A trip point that is switched off stands at 0, below it or far above. */
function tripIn(file: string): number | null {
  const celsius = celsiusIn(file);
  return celsius === null || celsius <= 0 ? null : celsius;
}

function numbered(thermometers: readonly Thermometer[]): Thermometer[] {
  const seen = new Map<string, number>();
  return thermometers.map((thermometer) => {
    const count = (seen.get(thermometer.name) ?? 0) + 1;
    seen.set(thermometer.name, count);
    const name = count === 1 ? thermometer.name : `${thermometer.name} ${count}`;
    return { ...thermometer, name: name.slice(0, 64) };
  });
}

const least = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.min(...values);

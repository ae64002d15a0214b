import { join } from 'node:path';
import { listFolder, readText } from './host-reader.ts';

export interface Thermometer {
  /** `Temperature cpu-thermal` */
  readonly name: string;
  /** Holds m°C. */
  readonly file: string;
}

/**
 * The machine's thermometers in the kernel's order: its thermal zones, or, where there are none (many x64
 * servers), the temperatures of hwmon. Equal names are numbered from the second on.
 */
export async function findThermometers(root: string): Promise<Thermometer[]> {
  const zones = await thermalZones(root);
  const found = zones.length > 0 ? zones : await hardwareMonitors(root);
  const seen = new Map<string, number>();
  return found.map(({ name, file }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { name: `Temperature ${name}${count > 1 ? ` ${count}` : ''}`, file };
  });
}

/** °C, or null where the sensor is switched off (Jetson: EAGAIN) or says what no machine survives. */
export async function readThermometer({ file }: Thermometer): Promise<number | null> {
  const text = await readText(file);
  const celsius = text === null || text === '' ? Number.NaN : Number(text) / 1000;
  return celsius > -100 && celsius < 200 ? celsius : null;
}

async function thermalZones(root: string): Promise<Thermometer[]> {
  const folder = join(root, 'sys/class/thermal');
  const zones = (await listFolder(folder)).filter((name) => name.startsWith('thermal_zone'));
  return Promise.all(
    zones.map(async (zone) => ({
      name: (await readText(folder, zone, 'type')) || zone,
      file: join(folder, zone, 'temp'),
    })),
  );
}

async function hardwareMonitors(root: string): Promise<Thermometer[]> {
  const folder = join(root, 'sys/class/hwmon');
  const monitors = await listFolder(folder);
  const thermometers = await Promise.all(
    monitors.map(async (monitor) => {
      const chip = (await readText(folder, monitor, 'name')) || monitor;
      const inputs = (await listFolder(folder, monitor)).filter((n) => /^temp\d+_input$/.test(n));
      return Promise.all(
        inputs.map(async (input) => {
          const label = await readText(folder, monitor, input.replace('_input', '_label'));
          return { name: label ? `${chip} ${label}` : chip, file: join(folder, monitor, input) };
        }),
      );
    }),
  );
  return thermometers.flat();
}

import { join } from 'node:path';
import { listFolder, readNumber, readText } from './files.ts';

interface Rail {
  readonly name: string;
  readonly milliwatts: number | null;
}

/** These carry all that the board takes; the others are parts of them. */
const wholeBoard: ReadonlySet<string> = new Set(['POM_5V_IN', 'VDD_IN']);

/**
 * What the board takes, in mW: of the rail that feeds all others where one is metered, else of all together.
 * Null while a rail does not answer: a sum without it would be too small.
 */
export function boardMilliwatts(rails: readonly Rail[]): number | null {
  const whole = rails.find(({ name }) => wholeBoard.has(name));
  if (whole !== undefined) return whole.milliwatts;
  let sum = 0;
  for (const { milliwatts } of rails) {
    if (milliwatts === null) return null;
    sum += milliwatts;
  }
  return rails.length === 0 ? null : sum;
}

/** Meters (INA3221) of all boards and JetPacks; none on machines without. */
export function readRails(root: string): Rail[] {
  const monitors = hwmonNamed(root, 'ina3221');
  return monitors.length > 0 ? monitors.flatMap(railsOfMonitor) : railsOfJetPack4(root);
}

/** @returns folders of /sys/class/hwmon whose chip is called so */
export function hwmonNamed(root: string, chip: string): string[] {
  const folder = join(root, 'sys/class/hwmon');
  return listFolder(folder).flatMap((entry) =>
    readText(join(folder, entry, 'name')) === chip ? join(folder, entry) : [],
  );
}

/** The chip's three channels; its seventh is a sum of shunt voltages. */
function railsOfMonitor(folder: string): Rail[] {
  return [1, 2, 3].flatMap((channel) => {
    const name = readText(join(folder, `in${channel}_label`));
    if (name === null || name === 'NC') return [];
    const [milliwatts, milliamperes] = [`in${channel}_input`, `curr${channel}_input`].map((file) =>
      readNumber(join(folder, file)),
    );
    return [{ name, milliwatts: product(milliwatts ?? null, milliamperes ?? null) }];
  });
}

const product = (millivolts: number | null, milliamperes: number | null): number | null =>
  millivolts === null || milliamperes === null || millivolts < 0 || milliamperes < 0
    ? null
    : (millivolts * milliamperes) / 1000;

function railsOfJetPack4(root: string): Rail[] {
  const devices = join(root, 'sys/bus/i2c/devices');
  return listFolder(devices).flatMap((device) =>
    listFolder(join(devices, device)).flatMap((entry) => {
      if (!entry.startsWith('iio:device')) return [];
      const folder = join(devices, device, entry);
      return [0, 1, 2].flatMap((channel) => {
        const name = readText(join(folder, `rail_name_${channel}`));
        if (name === null || name === 'NC') return [];
        const milliwatts = readNumber(join(folder, `in_power${channel}_input`));
        return [{ name, milliwatts: milliwatts === null || milliwatts < 0 ? null : milliwatts }];
      });
    }),
  );
}

import { stringify } from 'yaml';

/** One device of the demonstration fleet; each stream watches one simulated pump of the same make. */
export interface DemoDevice {
  readonly site: string;
  readonly id: string;
  readonly streams: readonly {
    readonly name: string;
    readonly area: string;
    readonly seed: number;
  }[];
}

/** Rows come twice a second: a fault shows within seconds, and six agents leave a small machine its rest. */
export const demoPeriodMs = 500;

export const demoFleet: readonly DemoDevice[] = [
  device('north-works', 'pump-01', ['loop', 'Cooling water', 1]),
  device('north-works', 'pump-02', ['loop', 'Cooling water', 2]),
  device('north-works', 'pump-03', ['loop', 'Boiler feed', 3]),
  device('south-works', 'pump-04', ['loop', 'Cooling water', 4]),
  device('south-works', 'pump-05', ['loop', 'Cooling water', 5]),
  // Two pumps behind one device: both streams share a session and a batch.
  device('south-works', 'pump-06', ['duty', 'Process water', 6], ['standby', 'Process water', 7]),
];

export const demoSeeds: readonly number[] = demoFleet.flatMap(({ streams }) =>
  streams.map(({ seed }) => seed),
);

function device(
  site: string,
  id: string,
  ...streams: [name: string, area: string, seed: number][]
): DemoDevice {
  return { site, id, streams: streams.map(([name, area, seed]) => ({ name, area, seed })) };
}

export interface DemoPlaces {
  readonly brokerUrl: string;
  /** Absolute. */
  readonly bundleDir: string;
  /** Public root keys: releases that they vouch for are taken. */
  readonly rootKeys: readonly string[];
}

/** The device's configuration file; secret and data lie beside it. */
export function agentYaml({ site, id, streams }: DemoDevice, places: DemoPlaces): string {
  return stringify({
    site,
    device: id,
    hub: { url: places.brokerUrl, secretFile: 'secret' },
    dataDir: 'data',
    trust: { rootKeys: [...places.rootKeys] },
    streams: streams.map(({ name, area, seed }) => ({
      name,
      area,
      bundle: places.bundleDir,
      source: { type: 'simulator', seed, periodMs: demoPeriodMs },
    })),
  });
}

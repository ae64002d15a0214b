import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listFolder, readNumber, readText } from './files.ts';

/** Names of a Jetson's GPU in its device tree, from the Nano to Thor. */
const names: ReadonlySet<string> = new Set(['gpu', 'gv11b', 'gp10b', 'ga10b', 'gb10b']);

/** Where the load stands when no devfreq node leads to it. */
const fallbacks = [
  'sys/devices/platform/gpu.0',
  'sys/devices/platform/bus@0/17000000.gpu',
  'sys/devices/17000000.ga10b',
  'sys/devices/17000000.gv11b',
  'sys/devices/gpu.0',
];

export interface GpuUse {
  readonly percent: number | null;
  readonly clockRatio: number | null;
}

interface Node {
  /** Holds `load`, per mille. */
  readonly device: string;
  /** Holds `cur_freq` and `max_freq`; null at a fallback. */
  readonly clocks: string | null;
}

/** The GPU of a Jetson. Its node may appear minutes after boot and go with the driver: it is sought anew. */
export class DevfreqGpu {
  private node: Node | null = null;

  constructor(private readonly root: string) {}

  /** Null: this machine has no such GPU, or not yet. */
  read(): GpuUse | null {
    if (this.node === null || !existsSync(join(this.node.device, 'load'))) this.node = this.find();
    if (this.node === null) return null;
    const { device, clocks } = this.node;
    const perMille = readNumber(join(device, 'load'));
    return {
      percent: perMille === null || perMille < 0 || perMille > 1000 ? null : perMille / 10,
      clockRatio: clocks === null ? null : clockRatio(clocks),
    };
  }

  private find(): Node | null {
    const folder = join(this.root, 'sys/class/devfreq');
    for (const entry of listFolder(folder)) {
      const device = join(folder, entry, 'device');
      if (!names.has(readText(join(device, 'of_node/name')) ?? '')) continue;
      if (existsSync(join(device, 'load'))) return { device, clocks: join(folder, entry) };
    }
    for (const path of fallbacks) {
      const device = join(this.root, path);
      if (existsSync(join(device, 'load'))) return { device, clocks: null };
    }
    return null;
  }
}

function clockRatio(folder: string): number | null {
  const current = readNumber(join(folder, 'cur_freq'));
  const highest = readNumber(join(folder, 'max_freq'));
  if (current === null || highest === null || current < 0 || highest <= 0) return null;
  return Math.min(1, current / highest);
}

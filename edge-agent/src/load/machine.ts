import { existsSync } from 'node:fs';
import { arch, availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Reported, UnusableProvider } from '@lookout/shared/protocol/presence';
import type { GapRecord } from '@lookout/shared/protocol/records';
import { readBoard } from './board.ts';
import { readText } from './files.ts';

export type ClockQuality = GapRecord['clock'];

/** @param root where /run, /proc and /sys are found, '/' outside of tests */
export function clockQuality(root: string): ClockQuality {
  const folder = join(root, 'run/systemd/timesync');
  if (existsSync(join(folder, 'synchronized'))) return 'synchronized';
  return existsSync(folder) ? 'unsynchronized' : 'unknown';
}

/** Changes with every boot of the machine; null where there is no Linux to say. */
export const readBootId = (root: string): string | null =>
  readText(join(root, 'proc/sys/kernel/random/boot_id'));

/** Execution providers that the runtime names: those that run on this machine, and the others. */
export interface Providers {
  readonly usable: readonly string[];
  readonly unusable: readonly UnusableProvider[];
}

export function capabilitiesOf(
  root: string,
  { usable, unusable }: Providers,
): Reported['capabilities'] {
  return {
    providers: usable.slice(0, 16),
    unusableProviders: unusable.slice(0, 16),
    cpuCount: availableParallelism(),
    memoryBytes: totalmem(),
    arch: arch(),
    // On boards with a device tree: 'NVIDIA Jetson Orin Nano Developer Kit'; it ends with a NUL.
    model: readText(join(root, 'proc/device-tree/model'))?.slice(0, 128) ?? null,
    board: readBoard(root),
  };
}

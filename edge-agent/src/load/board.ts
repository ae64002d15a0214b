import { join } from 'node:path';
import type { Board } from '@lookout/shared/protocol/load';
import { readText } from './files.ts';

const families: Readonly<Record<string, Board['family']>> = {
  tegra210: 'nano',
  tegra194: 'xavier',
  tegra234: 'orin',
  tegra264: 'thor',
};
const jetpacks: Readonly<Record<string, number>> = { 32: 4, 34: 5, 35: 5, 36: 6, 38: 7 };

/**
 * What kind of machine it is, by its device tree and NVIDIA's release file.
 * @param compatible words as in 'nvidia,p3767-0005 nvidia,tegra234'
 * @param release as in '# R36 (release), REVISION: 4.0, GCID: …'
 */
function boardOf(compatible: string | null, release: string | null): Board {
  const chip = /tegra\d+/.exec(compatible ?? '')?.[0] ?? '';
  const [, major, revision] = /# R(\d+) \(release\), REVISION: ([\d.]+)/.exec(release ?? '') ?? [];
  return {
    family: families[chip] ?? 'linux',
    l4t: major === undefined ? null : `${major}.${revision}`.slice(0, 32),
    jetpackMajor: jetpacks[major ?? ''] ?? null,
  };
}

/** @param root where /etc and /proc are found */
export const readBoard = (root: string): Board =>
  boardOf(
    readText(join(root, 'proc/device-tree/compatible')),
    readText(join(root, 'etc/nv_tegra_release')),
  );

import { join } from 'node:path';
import { readText } from './files.ts';

/**
 * The mode that nvpmodel has set, by its name where the machine's table has one.
 * @param status as in 'pmode:0002'
 * @param table nvpmodel.conf: '< POWER_MODEL ID=2 NAME=MODE_15W >'
 */
function powerModeOf(status: string | null, table: string | null): string | null {
  const [, digits] = /pmode:(\d{1,6})/.exec(status ?? '') ?? [];
  if (digits === undefined) return null;
  const id = Number(digits);
  for (const [, other, name] of (table ?? '').matchAll(
    /<\s*POWER_MODEL\s+ID=(\d+)\s+NAME=(\S+)\s*>/g,
  ))
    if (Number(other) === id && name !== undefined) return name.slice(0, 64);
  return `mode ${id}`;
}

export const readPowerMode = (root: string): string | null => {
  const status = readText(join(root, 'var/lib/nvpmodel/status'));
  return status === null ? null : powerModeOf(status, readText(join(root, 'etc/nvpmodel.conf')));
};

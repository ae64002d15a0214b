import { join } from 'node:path';
import { readText } from './files.ts';

/** /proc/pressure/cpu, 'some avg10=1.47 …' (Documentation/accounting/psi); null: a kernel without it. */
function pressureIn(text: string): number | null {
  const percent = Number(/^some avg10=(\d+(?:\.\d+)?) /m.exec(text)?.[1] ?? Number.NaN);
  return percent >= 0 && percent <= 100 ? percent : null;
}

export const readCpuPressure = (root: string): number | null =>
  pressureIn(readText(join(root, 'proc/pressure/cpu')) ?? '');

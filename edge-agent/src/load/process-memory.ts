import { readText } from './files.ts';

/** Resident memory of a process; null where there is no Linux to say, or it has ended. */
export function residentBytes(root: string, pid: number): number | null {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readText(`${root}/proc/${pid}/status`) ?? '');
  return found === null ? null : Number(found[1]) * 1024;
}

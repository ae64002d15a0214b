import { readdirSync, readFileSync } from 'node:fs';

// Files of /proc and /sys. A gated sensor answers EAGAIN, a part that was taken out ENOENT or ENODEV:
// whatever does not answer is unknown.

/** Trimmed, NUL bytes included; null when there is nothing to read. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', '').trim() || null;
  } catch {
    return null;
  }
}

/** Null also where the text is anything else than one decimal number that a double holds exactly. */
export function readNumber(path: string): number | null {
  const text = readText(path);
  if (text === null || !/^-?\d+(\.\d+)?$/.test(text)) return null;
  const value = Number(text);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : null;
}

/** Names in a folder, numbers in them in their order; none when it is not there. */
export function listFolder(path: string): string[] {
  try {
    return readdirSync(path).sort(inNaturalOrder.compare);
  } catch {
    return [];
  }
}

const inNaturalOrder = new Intl.Collator('en', { numeric: true });

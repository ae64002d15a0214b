import type { Golden } from './manifest.ts';

/** A golden window's numbers, in the shape of the detector's input. */
export function goldenValues({ window }: Golden['windows'][number]): Float32Array<ArrayBuffer> {
  if (Array.isArray(window)) return Float32Array.from(window);
  return Float32Array.from(Buffer.from(window.pixels, 'base64'), (byte) => byte / 255);
}

/** All of them, [windows, ...shape of the input]. */
export function allGoldenValues({ windows }: Golden): Float32Array<ArrayBuffer> {
  const values = windows.map(goldenValues);
  const size = values[0]?.length ?? 0;
  const all = new Float32Array(values.length * size);
  values.forEach((one, i) => {
    all.set(one, i * size);
  });
  return all;
}

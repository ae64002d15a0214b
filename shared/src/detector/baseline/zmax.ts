/** Largest |z| of each row: what a plant's own limit alarms would see. [rows, channels] → [rows]. */
export function zmaxRows(z: Float64Array, channels: number): Float64Array {
  return Float64Array.from({ length: z.length / channels }, (_, row) => {
    let largest = 0;
    for (let i = row * channels; i < (row + 1) * channels; i++)
      largest = Math.max(largest, Math.abs(z[i] ?? 0));
    return largest;
  });
}

import { countRows, type Recording } from '@lookout/shared/detector/recording';

/**
 * Pieces of one recording as one, with only these channels in this order. Each piece begins with a break, so
 * no window spans two of them.
 * @param places of the channels that are kept
 */
export function joinRows(pieces: readonly Recording[], places: readonly number[]): Recording {
  const rows = countRows(pieces);
  const channels = places.length;
  const values = new Float64Array(rows * channels);
  const breakBefore = new Uint8Array(rows);
  const labels = pieces.some((piece) => piece.labels !== null) ? new Uint8Array(rows) : null;
  let at = 0;
  for (const piece of pieces) {
    breakBefore.set(piece.breakBefore, at);
    if (piece.rows > 0) breakBefore[at] = 1;
    if (piece.labels !== null) labels?.set(piece.labels, at);
    for (let row = 0; row < piece.rows; row++)
      places.forEach((place, i) => {
        values[(at + row) * channels + i] =
          piece.values[row * piece.channels + place] ?? Number.NaN;
      });
    at += piece.rows;
  }
  return { rows, channels, values, breakBefore, labels };
}

/**
 * Windows drawn anew for one resample. Neighbouring windows share most of their rows and an event is one
 * happening, so single windows are no independent evidence: whole blocks are drawn, each from within one
 * recording, and every recording keeps its number of windows. A block that runs over the end goes on at
 * the recording's beginning, so that the windows at the edges are drawn as often as the others (circular
 * blocks; Politis and Romano 1992, after Künsch 1989).
 */
export interface BlockOptions {
  /** Windows of a block; {@link defaultBlockLength}. Recordings shorter than two of them give two. */
  readonly blockLength: number;
  /** Windows of each recording, in order. */
  readonly runs: readonly number[];
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Several window lengths, because windows overlap; and a typical event, because its windows agree. */
export function defaultBlockLength(windowLength: number, eventLengths: readonly number[]): number {
  const rising = [...eventLengths].sort((a, b) => a - b);
  return Math.max(5 * windowLength, rising[rising.length >> 1] ?? 0);
}

/** How often one resample draws each window. @param counts [windows], overwritten */
export function drawBlocks(counts: Uint16Array, { blockLength, runs, random }: BlockOptions): void {
  counts.fill(0);
  let runFirst = 0;
  for (const length of runs) {
    const block = Math.min(blockLength, Math.max(1, length >> 1));
    for (let left = length; left > 0; left -= block) {
      let at = Math.floor(random() * length);
      for (let taken = Math.min(block, left); taken > 0; taken--) {
        counts[runFirst + at] = (counts[runFirst + at] ?? 0) + 1;
        at = at + 1 === length ? 0 : at + 1;
      }
    }
    runFirst += length;
  }
}

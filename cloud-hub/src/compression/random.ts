/** Random numbers from a seed: the same seed gives the same numbers, so a run can be repeated exactly. */
export interface Random {
  /** [0, 1) */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** 0 … below - 1 */
  integer(below: number): number;
}

export function seededRandom(seed: number): Random {
  const uniform = sfc32(seed);
  let spare: number | null = null;
  return {
    uniform,
    integer: (below) => Math.floor(uniform() * below),
    // Box-Muller gives two at a time.
    normal() {
      if (spare !== null) {
        const kept = spare;
        spare = null;
        return kept;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** Chris Doty-Humphrey's small fast counting generator, 32 bits (PractRand). */
function sfc32(seed: number): () => number {
  let [a, b, c, counter] = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, 0x9e3779b9, 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}

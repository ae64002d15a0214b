import type { ScoreBlock } from '@lookout/shared/protocol/scores';

/** Windows of two channels at the times given. */
export function scoreBlock(
  part: Partial<ScoreBlock> & { seq: number },
  at: readonly number[],
  scores: readonly (number | null)[],
): ScoreBlock {
  return {
    stream: 'loop',
    modelDigest: 'b'.repeat(64),
    variant: 'fp32-cpu',
    replayed: false,
    at: [...at],
    sourceAt: null,
    score: [...scores],
    threshold: at.map(() => 4),
    latencyUs: at.map(() => 120),
    channels: ['pressure', 'flow'],
    values: [at.map((_, i) => i), at.map((_, i) => 100 - i)],
    expected: [at.map((_, i) => i + 0.5), at.map(() => null)],
    ...part,
  };
}

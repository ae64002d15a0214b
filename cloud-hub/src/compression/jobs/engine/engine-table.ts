import type { EngineTable } from './engine.ts';

/**
 * The kinds of job that there are, and what does them. A kind without an engine cannot be ordered; compression
 * comes in as `compress: async () => compressEngine((await import('…/run-compression.ts')).runCompression)`.
 */
export const engineTable: EngineTable = {
  train: async () => (await import('./train-engine.ts')).runTrain,
};

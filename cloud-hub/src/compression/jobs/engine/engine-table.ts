import type { EngineTable } from './engine.ts';

/** The kinds of job that there are, and what does them. A kind without an engine cannot be ordered. */
export const engineTable: EngineTable = {
  train: async () => (await import('./train-engine.ts')).runTrain,
  compress: async () => {
    const [{ compressEngine }, { runCompression }] = await Promise.all([
      import('./compress-engine.ts'),
      import('../../pipeline/run-compression.ts'),
    ]);
    return compressEngine(runCompression);
  },
};

import type { InferenceSession } from 'onnxruntime-node';

/**
 * One thread and no spinning: a device has other work to do, and spinning threads burn 30-45 % of a core
 * at 20 windows a second (facts.md). Values under `extra` must be strings.
 */
const base: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

const errorsOnly = 3;

/**
 * Exactly one provider is asked for: of a list, a name that a build does not know is dropped without a word,
 * and the session that comes is one of the CPU. Node passes no more than the device's number to a GPU.
 */
export function sessionOptions(provider: string): InferenceSession.SessionOptions {
  if (provider === 'cpu') return { ...base, executionProviders: ['cpu'] };
  const isNvidia = provider === 'cuda' || provider === 'tensorrt';
  return {
    ...base,
    executionProviders: [isNvidia ? { name: provider, deviceId: 0 } : provider],
    // That some node is left to the CPU is no news: where they ran is proved, see `provePlacement`.
    logSeverityLevel: errorsOnly,
  };
}

import { InferenceSession } from 'onnxruntime-node';

/**
 * Opens a model for a training or evaluation loop on the CPU. The caller releases it.
 * Threads do not spin between runs: they would burn a core that others need.
 */
export function openSession(model: Uint8Array, threads = 1): Promise<InferenceSession> {
  return InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}

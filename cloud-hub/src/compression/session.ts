import { InferenceSession } from 'onnxruntime-node';

/** Threads do not spin between runs: they would burn a core that others need. */
export const sessionOptions = (threads = 1) =>
  ({
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }) satisfies InferenceSession.SessionOptions;

/** Opens a model for a training or evaluation loop on the CPU. The caller releases it. */
export const openSession = (model: Uint8Array, threads = 1): Promise<InferenceSession> =>
  InferenceSession.create(model, sessionOptions(threads));

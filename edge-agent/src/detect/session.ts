import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { BatchScores, DetectorModel } from './child-protocol.ts';
import { DetectError } from './detect-error.ts';
import { reduceRows } from './reduce.ts';

/**
 * One thread and no spinning: a device has other work to do, and spinning threads burn 30-45 % of a core
 * at 20 windows a second (facts.md). Values under `extra` must be strings.
 */
export const sessionOptions: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

const outputNames = ['score', 'channelError', 'latentKl', 'reconstruction'] as const;
type OutputName = (typeof outputNames)[number];

/**
 * Loads a detector by path, which costs less memory than a buffer, after its digest has been checked: a
 * flipped bit loads and computes garbage.
 * @throws DetectError `digest`, `model`
 */
export async function openSession(model: DetectorModel): Promise<InferenceSession> {
  await checkDigest(model);
  const session = await createSession(model.path);
  const missing = [
    ...(session.inputNames.includes('window') ? [] : ['input window']),
    ...outputNames.filter((name) => !session.outputNames.includes(name)),
  ];
  if (missing.length === 0) return session;
  await session.release();
  throw new DetectError('model', `${model.path}: no detector, it lacks ${missing.join(', ')}`);
}

/**
 * @param data [batch, windowLength, channels], finite
 * @throws DetectError `badOutput`
 */
export async function runSession(
  session: InferenceSession,
  model: DetectorModel,
  data: Float32Array,
): Promise<BatchScores> {
  const { windowLength, channels, latent } = model;
  const batch = data.length / (windowLength * channels);
  const startedAt = performance.now();
  const outputs = await session.run({
    window: new Tensor('float32', data, [batch, windowLength, channels]),
  });
  const latencyUs = Math.round((performance.now() - startedAt) * 1000);
  const read = (name: OutputName, length: number) => readOutput(outputs[name], name, length);
  const reconstruction = read('reconstruction', data.length);
  return {
    score: read('score', batch),
    channelError: read('channelError', batch * channels),
    latentKl: read('latentKl', batch * latent),
    ...reduceRows(data, reconstruction, windowLength, channels),
    latencyUs,
  };
}

function readOutput(tensor: Tensor | undefined, name: string, length: number): Float32Array {
  const values = tensor?.data;
  if (!(values instanceof Float32Array) || values.length !== length)
    throw new DetectError(
      'badOutput',
      `output ${name} is ${tensor?.type} [${tensor?.dims}], expected ${length} float32 values`,
    );
  return values;
}

async function checkDigest({ path, sha256 }: DetectorModel): Promise<void> {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new DetectError('model', error.message);
  });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new DetectError('digest', `${path} is not the file that the manifest names`);
}

async function createSession(path: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(path, sessionOptions);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DetectError('model', `${path}: ONNX Runtime refuses it: ${reason}`);
  }
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { largestRun } from '@lookout/shared/detector/run-limit';
import { shapeOf, valuesOf } from '@lookout/shared/detector/window-size';
import { messageOf } from '@lookout/shared/profile/timing-job';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { BatchScores, DetectorModel, Provider } from './child-protocol.ts';
import { DetectError } from './detect-error.ts';
import { provePlacement } from './prove-placement.ts';
import { reduceWindows } from './reduce.ts';
import { providersOf, type Runtime } from './runtime.ts';
import { sessionOptions } from './session-options.ts';

const outputNames = ['score', 'channelError', 'latentKl', 'reconstruction'] as const;
type OutputName = (typeof outputNames)[number];

/** A detector on its provider; on a GPU it has run already, and where its nodes run is proved. */
export interface OpenSession {
  readonly session: InferenceSession;
  readonly provider: Provider;
}

/**
 * Loads a detector by path, which costs less memory than a buffer, after its digest has been checked: a
 * flipped bit loads and computes garbage.
 * @throws DetectError `digest`, `model`, `provider`, `fellBack`
 */
export async function openSession(runtime: Runtime, model: DetectorModel): Promise<OpenSession> {
  const { provider } = model;
  await checkDigest(model);
  const known = providersOf(runtime);
  if (!known.includes(provider))
    throw new DetectError(
      'provider',
      `this build of ONNX Runtime has no provider ${provider}; it has ${known.join(', ')}`,
    );
  if (provider === 'cpu') {
    const session = await openDetector(runtime, model, {});
    return { session, provider: { provider, reason: 'the only one asked for' } };
  }
  const { session, reason } = await provePlacement(
    provider,
    (record) => openDetector(runtime, model, record),
    (session) => warm(runtime, session, model),
  );
  return { session, provider: { provider, reason } };
}

/** @throws DetectError `model`, `provider` */
async function openDetector(
  runtime: Runtime,
  { path, provider, size }: DetectorModel,
  more: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  const session = await createSession(runtime, path, provider, more);
  const needed = outputNames.filter((name) => name !== 'reconstruction' || size.kind === 'series');
  const missing = [
    ...(session.inputNames.includes('window') ? [] : ['input window']),
    ...needed.filter((name) => !session.outputNames.includes(name)),
  ];
  if (missing.length === 0) return session;
  await session.release();
  throw new DetectError('model', `${path}: no detector, it lacks ${missing.join(', ')}`);
}

/**
 * TensorRT builds an engine for the sizes that it has seen, anew for one beyond them: it is shown the smallest
 * and the largest run of a detector, so that no live window waits for that.
 */
const warmBatches = ({ provider, size }: DetectorModel): readonly number[] =>
  provider === 'tensorrt' ? [1, largestRun(size)] : [1];

/** What comes of it is no matter. @throws DetectError `provider` */
async function warm(
  runtime: Runtime,
  session: InferenceSession,
  model: DetectorModel,
): Promise<void> {
  const { size, provider } = model;
  try {
    for (const batch of warmBatches(model)) {
      const shape = [batch, ...shapeOf(size)];
      const rows = new Float32Array(batch * valuesOf(size));
      await session.run({ window: new runtime.Tensor('float32', rows, shape) });
    }
  } catch (error) {
    throw new DetectError('provider', `the first run on ${provider} failed: ${messageOf(error)}`);
  }
}

/**
 * @param data [batch, ...the model's shape], finite
 * @throws DetectError `badOutput`, `provider`
 */
export async function runSession(
  runtime: Runtime,
  session: InferenceSession,
  model: Pick<DetectorModel, 'size' | 'latent' | 'provider'>,
  data: Float32Array,
): Promise<BatchScores> {
  const { size, latent } = model;
  const { channels } = size;
  const batch = data.length / valuesOf(size);
  const window = new runtime.Tensor('float32', data, [batch, ...shapeOf(size)]);
  const startedAt = performance.now();
  const outputs = await runOn(session, model.provider, window);
  const latencyUs = Math.round((performance.now() - startedAt) * 1000);
  const read = (name: OutputName, length: number) => readOutput(outputs[name], name, length);
  const isRebuilt = session.outputNames.includes('reconstruction');
  return {
    score: read('score', batch),
    channelError: read('channelError', batch * channels),
    latentKl: read('latentKl', batch * latent),
    rebuilt: isRebuilt ? reduceWindows(data, read('reconstruction', data.length), size) : null,
    latencyUs,
  };
}

/** The CPU fails on the window, a GPU may have failed altogether. */
async function runOn(session: InferenceSession, provider: string, window: Tensor) {
  try {
    return await session.run({ window });
  } catch (error) {
    if (provider === 'cpu') throw error;
    throw new DetectError('provider', `a run on ${provider} failed: ${messageOf(error)}`);
  }
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

async function createSession(
  runtime: Runtime,
  path: string,
  provider: string,
  more: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(path, { ...sessionOptions(provider), ...more });
  } catch (error) {
    if (provider === 'cpu')
      throw new DetectError('model', `${path}: ONNX Runtime refuses it: ${messageOf(error)}`);
    throw new DetectError('provider', `${path} does not load on ${provider}: ${messageOf(error)}`);
  }
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operatorCounts } from '@lookout/shared/onnx/operator-graph';
import { ProfileError } from '@lookout/shared/profile/profile-error';
import { InferenceSession } from 'onnxruntime-node';
import { sessionOptions } from '../session.ts';

const errorsOnly = 3;

/**
 * Which operators ONNX Runtime makes of a model on this machine's CPU, and how many: whether the quantized
 * form was fused (QLinearConv, QGemm) or falls apart into QuantizeLinear and DequantizeLinear.
 * @throws ProfileError `model` where ONNX Runtime refuses it
 */
export async function optimizedOpCounts(
  model: Uint8Array | string,
  sessionConfig: Readonly<Record<string, string>> = {},
): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'lookout-optimized-'));
  const [source, optimized] = [join(folder, 'model.onnx'), join(folder, 'optimized.onnx')];
  try {
    if (typeof model !== 'string') await writeFile(source, model);
    const options = sessionOptions();
    const session = await InferenceSession.create(typeof model === 'string' ? model : source, {
      ...options,
      extra: { session: { ...options.extra.session, ...sessionConfig } },
      optimizedModelFilePath: optimized,
      logSeverityLevel: errorsOnly, // it warns that the file suits no other machine
    }).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new ProfileError('model', `ONNX Runtime refuses the model: ${reason}`);
    });
    await session.release();
    return operatorCounts(await readFile(optimized));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

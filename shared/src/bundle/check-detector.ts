import { largestRun } from '../detector/run-limit.ts';
import { shapeOf, sizeOf } from '../detector/window-size.ts';
import { checkModel, checkSignature, DEFAULT_LIMITS } from '../onnx/check.ts';
import { OnnxError } from '../onnx/error.ts';
import { BundleError } from './bundle-error.ts';
import type { Manifest } from './manifest.ts';

/**
 * Looks into `model.onnx` before the runtime does: a whole file, only known operators, memory and work
 * within the limits, and the inputs and outputs of protocol.md, "The bundle". A digest proves none of
 * that, for whoever made the file made the digest too.
 *
 * A network of frames may have no decoder and so no `reconstruction`: it tells by its latent whether a frame
 * is strange, and nothing of what was expected in its place.
 *
 * @throws BundleError `model`
 */
export function checkDetectorModel(
  { input, latent }: Pick<Manifest, 'input' | 'latent'>,
  model: Uint8Array,
): void {
  const size = sizeOf(input);
  const window = ['batch', ...shapeOf(size)];
  // It is never given more windows at a time than these.
  const batch = Math.min(DEFAULT_LIMITS.batch, largestRun(size));
  try {
    checkSignature(
      checkModel(model, { ...DEFAULT_LIMITS, batch }).model,
      { window },
      {
        score: ['batch'],
        channelError: ['batch', input.channels.length],
        latentKl: ['batch', latent],
        reconstruction: window,
      },
      input.kind === 'image' ? ['reconstruction'] : [],
    );
  } catch (error) {
    if (!(error instanceof OnnxError)) throw error;
    throw new BundleError('model', `model.onnx: ${error.message}`);
  }
}

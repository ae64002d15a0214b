import { shapeOf, sizeOf } from '../detector/window-size.ts';
import { checkModel, checkSignature } from '../onnx/check.ts';
import { OnnxError } from '../onnx/error.ts';
import { BundleError } from './bundle-error.ts';
import type { Manifest } from './manifest.ts';

/**
 * Looks into `model.onnx` before the runtime does: a whole file, only known operators, memory and work
 * within the limits, and the inputs and outputs of protocol.md, "The bundle". A digest proves none of
 * that, for whoever made the file made the digest too.
 *
 * @throws BundleError `model`
 */
export function checkDetectorModel(
  { input, latent }: Pick<Manifest, 'input' | 'latent'>,
  model: Uint8Array,
): void {
  const window = ['batch', ...shapeOf(sizeOf(input))];
  try {
    checkSignature(
      checkModel(model).model,
      { window },
      {
        score: ['batch'],
        channelError: ['batch', input.channels.length],
        latentKl: ['batch', latent],
        reconstruction: window,
      },
    );
  } catch (error) {
    if (!(error instanceof OnnxError)) throw error;
    throw new BundleError('model', `model.onnx: ${error.message}`);
  }
}

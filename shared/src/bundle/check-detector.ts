import { mostWindowsPerRun, shapeOf, sizeOf } from '../detector/window-size.ts';
import { checkModel, checkSignature, DEFAULT_LIMITS } from '../onnx/check.ts';
import { OnnxError } from '../onnx/error.ts';
import { BundleError } from './bundle-error.ts';
import type { Manifest } from './manifest.ts';

/**
 * Looks into `model.onnx` before the runtime does: a whole file, only known operators, memory and work
 * within the limits, and the inputs and outputs of protocol.md, "The bundle". A digest proves none of
 * that, for whoever made the file made the digest too. Of frames the output `reconstruction` may be missing:
 * an encoder alone detects by its latent's KL, and claims nothing about what was expected. A run is counted
 * with as many of them as it may be given.
 *
 * @throws BundleError `model`
 */
export function checkDetectorModel(
  { input, latent }: Pick<Manifest, 'input' | 'latent'>,
  model: Uint8Array,
): void {
  const size = sizeOf(input);
  const window = ['batch', ...shapeOf(size)];
  const batch = Math.min(DEFAULT_LIMITS.batch, mostWindowsPerRun(size));
  try {
    const { model: checked } = checkModel(model, { ...DEFAULT_LIMITS, batch });
    const reconstructs =
      input.kind === 'series' || checked.outputs.some(({ name }) => name === 'reconstruction');
    checkSignature(
      checked,
      { window },
      {
        score: ['batch'],
        channelError: ['batch', input.channels.length],
        latentKl: ['batch', latent],
        ...(reconstructs && { reconstruction: window }),
      },
    );
  } catch (error) {
    if (!(error instanceof OnnxError)) throw error;
    throw new BundleError('model', `model.onnx: ${error.message}`);
  }
}

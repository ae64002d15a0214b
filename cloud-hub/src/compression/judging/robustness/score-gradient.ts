import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { gradients } from '@lookout/shared/onnx/autodiff/gradients';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { readModel } from '@lookout/shared/onnx/read';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { InputShape } from '../../bundle/detector-session.ts';
import { openSession } from '../../session.ts';
import { floatsOf } from '../../tensors.ts';
import { appendModelOutput } from './append-model.ts';

const windowsPerRun = 64;

/** The gradient of a detector's score with respect to its window, as a model of a fixed batch. */
export class ScoreGradient implements AsyncDisposable {
  private constructor(
    private readonly session: InferenceSession,
    private readonly shape: InputShape,
  ) {}

  /** @throws OnnxError 'unsupported' where an operator on the way has no gradient */
  static async open(model: Uint8Array, shape: InputShape): Promise<ScoreGradient> {
    const g = new GraphBuilder();
    const dims = [windowsPerRun, shape.windowLength, shape.channels];
    const window = g.input('window', 'float32', dims);
    const score = appendModelOutput(g, readModel(model), { window }, 'score');
    // Windows of a batch do not mix, so the gradient of the sum holds that of every score.
    const [gradient] = gradients(g, g.reduceSum(score), [window]);
    if (!gradient) throw new BundleError('model', 'model.onnx has no score');
    g.output(gradient, 'gradient');
    return new ScoreGradient(await openSession(g.build('lookout-score-gradient')), shape);
  }

  /** @param windows [n, windowLength, channels], engineering units; the gradients come in the same shape */
  async of(windows: Float32Array): Promise<Float32Array> {
    const { windowLength, channels } = this.shape;
    const size = windowsPerRun * windowLength * channels;
    const all = new Float32Array(windows.length);
    for (let from = 0; from < windows.length; from += size) {
      const some = windows.subarray(from, from + size);
      const batch = new Float32Array(size);
      batch.set(some);
      const window = new Tensor('float32', batch, [windowsPerRun, windowLength, channels]);
      const { gradient } = await this.session.run({ window });
      all.set(floatsOf(gradient).subarray(0, some.length), from);
    }
    return all;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.session.release();
  }
}

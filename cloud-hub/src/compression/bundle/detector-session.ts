import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { joinDoubles } from '@lookout/shared/collection/join-floats';
import { largestRun } from '@lookout/shared/detector/run-limit';
import { shapeOf, type WindowSize } from '@lookout/shared/detector/window-size';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';

export interface InputShape {
  readonly windowLength: number;
  readonly channels: number;
}

export interface WindowScores {
  readonly score: Float64Array; // [windows]
  readonly channelError: Float64Array; // [windows, channels]
  readonly latentKl: Float64Array; // [windows, latent]
}

/** The reconstruction is as large as the input: it is fetched only by those who need it. */
const outputs = ['score', 'channelError', 'latentKl'] as const;
/** Windows of rows. */
const rowsPerRun = 512;
export type DetectorOutput = (typeof outputs)[number] | 'reconstruction';

/** Scores windows with a bundle's graph, in batches. */
export class DetectorSession implements AsyncDisposable {
  private constructor(
    private readonly session: InferenceSession,
    private readonly shape: readonly number[],
    private readonly windowsPerRun: number,
  ) {}

  /** Of rows. @throws BundleError `model` as `openFor` */
  static open(model: Uint8Array, shape: InputShape): Promise<DetectorSession> {
    return DetectorSession.openFor(model, { kind: 'series', ...shape });
  }

  /** @throws BundleError `model` where ONNX Runtime refuses it or it is no detector of this size */
  static async openFor(model: Uint8Array, size: WindowSize): Promise<DetectorSession> {
    const session = await openSession(model).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new BundleError('model', `model.onnx cannot be loaded: ${reason}`);
    });
    try {
      const shape = shapeOf(size);
      requireSignature(session, shape);
      return new DetectorSession(
        session,
        shape,
        size.kind === 'series' ? rowsPerRun : largestRun(size),
      );
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /**
   * @param windows [n, windowLength, channels], engineering units, or [n, channels, height, width]
   * @throws BundleError `model` where a score is not finite; RangeError where a window is not: an int8
   * model turns NaN into a plausible score, so it must never see one
   */
  async score(windows: Float32Array): Promise<WindowScores> {
    const batches: Float32Array[][] = [];
    await this.eachBatch(windows, outputs, (results) => batches.push(results));
    const [score, channelError, latentKl] = outputs.map((_, i) => join(batches, i));
    if (!score || !channelError || !latentKl || !score.every(Number.isFinite))
      throw new BundleError('model', 'model.onnx gave a score that is not finite');
    return { score, channelError, latentKl };
  }

  /**
   * Runs the windows in batches and hands over the outputs that were asked for, the batch beside them.
   * @throws RangeError where a window is not finite
   */
  async eachBatch(
    windows: Float32Array,
    names: readonly DetectorOutput[],
    visit: (results: Float32Array[], batch: Float32Array) => void,
  ): Promise<void> {
    const size = this.shape.reduce((product, dim) => product * dim, 1);
    const step = this.windowsPerRun * size;
    const bad = windows.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new RangeError(`window ${Math.floor(bad / size) + 1} is not finite`);
    for (let from = 0; from < windows.length; from += step) {
      const batch = windows.subarray(from, from + step);
      const dims = [batch.length / size, ...this.shape];
      const window = new Tensor('float32', batch, dims);
      const results = await this.session.run({ window }, [...names]);
      visit(
        names.map((name) => floatsOf(results[name])),
        batch,
      );
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.session.release();
  }
}

function requireSignature(session: InferenceSession, wanted: readonly number[]): void {
  const input = session.inputMetadata[0];
  const dims = input?.isTensor ? input.shape.slice(1) : [];
  const named = input?.name === 'window' && session.inputMetadata.length === 1;
  if (!named || dims.join() !== wanted.join())
    throw new BundleError('model', `model.onnx takes no window of [batch, ${wanted.join(', ')}]`);
  const missing = outputs.filter((name) => !session.outputNames.includes(name));
  if (missing.length > 0)
    throw new BundleError('model', `model.onnx has no output ${missing.join(', ')}`);
}

function join(batches: readonly Float32Array[][], output: number): Float64Array {
  return joinDoubles(batches.map((batch) => batch[output] ?? new Float32Array()));
}

import { joinFloats } from '@lookout/shared/collection/join-floats';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network, networkOutputs } from '@lookout/shared/onnx/network';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import { appendDetectionScores, type ErrorScale } from './detection-scores.ts';

/** What the teacher says of one batch; `target/reconstruction` and the like are the student's inputs. */
export type TeacherAnswers = Readonly<Record<string, Tensor>>;

/** A frozen network that others learn from: any ONNX that gives the outputs, whatever its operators. */
export class Teacher implements AsyncDisposable {
  private constructor(
    private readonly session: InferenceSession,
    private readonly shape: readonly number[],
  ) {}

  static async open(network: Network, errorScale: ErrorScale, threads = 1): Promise<Teacher> {
    const g = new GraphBuilder();
    const input = g.input('input', 'float32', ['batch', ...network.input.shape]);
    const outputs = appendNetwork(g, network, input);
    for (const name of networkOutputs) {
      const value = outputs[name];
      if (value && name !== 'score') g.output(value, `target/${name}`);
    }
    const scores = appendDetectionScores(g, input, outputs, errorScale);
    for (const [name, value] of Object.entries(scores)) g.output(value, `target/log/${name}`);
    return new Teacher(await openSession(g.build('lookout-teacher'), threads), network.input.shape);
  }

  /** Names of what it says. */
  get answers(): readonly string[] {
    return this.session.outputNames;
  }

  /** @param windows [batch, ...shape] */
  async answer(windows: Float32Array): Promise<TeacherAnswers> {
    const size = this.shape.reduce((product, dim) => product * dim, 1);
    const input = new Tensor('float32', windows, [windows.length / size, ...this.shape]);
    return await this.session.run({ input });
  }

  /** The detection scores of many windows, by name: `reconstruction`, `kl`, `score`. */
  async scores(windows: Float32Array, batch = 256): Promise<ReadonlyMap<string, Float32Array>> {
    const size = this.shape.reduce((product, dim) => product * dim, 1);
    const parts = new Map<string, Float32Array[]>();
    for (let from = 0; from < windows.length; from += batch * size) {
      const answers = await this.answer(windows.subarray(from, from + batch * size));
      for (const [name, tensor] of Object.entries(answers)) {
        const score = name.startsWith('target/log/') ? name.slice('target/log/'.length) : null;
        if (score) parts.set(score, [...(parts.get(score) ?? []), floatsOf(tensor)]);
      }
    }
    return new Map([...parts].map(([name, list]) => [name, joinFloats(list)]));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.session.release();
  }
}

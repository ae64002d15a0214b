import { AS_PRIMITIVES } from '@lookout/shared/onnx/as-primitives';
import { type Attributes, int, string } from '@lookout/shared/onnx/attribute';
import { checkModel } from '@lookout/shared/onnx/check';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { INFER } from '@lookout/shared/onnx/infer';
import type { Dim, Value } from '@lookout/shared/onnx/value';
import { expect, onTestFinished, test } from 'vitest';
import { openSession } from '../session.ts';
import { buffered, floatsOf } from '../tensors.ts';
import { OPERATORS } from './operators.fixture.ts';

const BATCH = 3;
/** The first with Gelu and with the present GroupNormalization. */
const LATE_OPSET = 21;

test('every operator whose shape is inferred has a case here', () => {
  expect(Object.keys(OPERATORS).sort()).toEqual(Object.keys(INFER).sort());
});

test.each(Object.entries(OPERATORS))(
  '%s returns the inferred types and shapes',
  async (op, build) => {
    const g = new GraphBuilder();
    build(g).forEach((value, i) => void g.output(value, `y${i}`));
    const expected = g.outputs.map(({ type, shape }) => `${type} [${shape.map(size).join()}]`);
    const model = g.build('one', op in AS_PRIMITIVES ? LATE_OPSET : undefined);
    expect(checkModel(model).model.nodes[0]).toBeDefined();
    const results = await run(model, g.inputs);
    const actual = g.outputs.map(({ name }) => {
      const result = results[name];
      return `${result?.type} [${result?.dims.join()}]`;
    });
    expect(actual).toEqual(expected);
  },
);

const gated: [string, string, Attributes, number[]][] = [
  ['Gelu', 'exact', {}, []],
  ['Gelu', 'by tanh', { approximate: string('tanh') }, []],
  ['GroupNormalization', 'of 2 groups', { num_groups: int(2) }, [4]],
];

test.each(gated)(
  '%s as primitives, %s, is what the runtime computes',
  async (op, _, attributes, channels) => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', ['batch', 4, 5]);
    const given = channels.flatMap((count) => [
      g.constant(
        Float32Array.from({ length: count }, (_, i) => 1 + i),
        [count],
      ),
      g.constant(
        Float32Array.from({ length: count }, (_, i) => i - 2),
        [count],
      ),
    ]);
    g.output(g.op(op, [x, ...given], attributes), 'direct');
    const rewritten = AS_PRIMITIVES[op]?.(g, [x, ...given], attributes) ?? x;
    g.output(rewritten, 'rewritten');
    const results = await run(g.build('both', LATE_OPSET), g.inputs);
    const direct = floatsOf(results.direct);
    floatsOf(results.rewritten).forEach((value, i) => {
      expect(value).toBeCloseTo(direct[i] ?? Number.NaN, 5);
    });
    expect(rewritten.shape).toEqual(['batch', 4, 5]);
  },
);

/** With numbers from 0 to 1 for every input. */
async function run(model: Uint8Array, inputs: readonly Value[]) {
  const session = await openSession(model);
  onTestFinished(() => session.release());
  const feeds = inputs.map(({ name, shape }) => {
    const input = buffered(shape.map(size));
    input.data.forEach((_, i) => {
      input.data[i] = ((i * 37) % 101) / 101;
    });
    return [name, input.tensor] as const;
  });
  return session.run(Object.fromEntries(feeds));
}

/** `batch` is 3; products of it are written as "batch*4". */
function size(dim: Dim): number {
  if (typeof dim === 'number') return dim;
  return dim
    .split('*')
    .reduce((product, part) => product * (part === 'batch' ? BATCH : Number(part)), 1);
}

import { intAttribute, tensorAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';
import { constantInts, type Infer, type Inputs, need } from './operands.ts';

/** Sizes as tensors, and tensors made of sizes. */
export const INFER_SIZES: Readonly<Record<string, Infer>> = {
  ConstantOfShape: (inputs, attributes) => [
    {
      type: tensorAttribute(attributes, 'value')?.type ?? 'float32',
      shape: constantInts(inputs, 0),
    },
  ],
  Range: (inputs) => {
    const { type } = need(inputs, 0);
    const [start, limit, step] = [number(inputs, 0), number(inputs, 1), number(inputs, 2)];
    return [{ type, shape: [Math.max(0, Math.ceil((limit - start) / step))] }];
  },
  Shape: (inputs, attributes) => {
    const { shape } = need(inputs, 0);
    const end = intAttribute(attributes, 'end', shape.length);
    const dims = shape.slice(intAttribute(attributes, 'start', 0), end);
    return [{ type: 'int64', shape: [dims.length] }];
  },
  Size: (inputs) => {
    need(inputs, 0);
    return [{ type: 'int64', shape: [] }];
  },
};

function number(inputs: Inputs, at: number): number {
  const value = need(inputs, at);
  const first = value.data?.[0];
  if (first === undefined) {
    throw new OnnxError('unsupported', `"${value.name}" must be a constant`);
  }
  return Number(first);
}

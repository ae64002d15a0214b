import { intAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';
import { type Infer, need } from './operands.ts';
import { broadcast, matmulShape } from './shape.ts';
import { showShape } from './value.ts';

export const INFER_LINEAR: Readonly<Record<string, Infer>> = {
  Gemm: (inputs, attributes) => {
    const a = need(inputs, 0);
    const b = need(inputs, 1);
    const left = intAttribute(attributes, 'transA', 0) ? a.shape.toReversed() : a.shape;
    const right = intAttribute(attributes, 'transB', 0) ? b.shape.toReversed() : b.shape;
    const shape = matmulShape(left, right);
    const c = inputs[2];
    if (c && broadcast(shape, c.shape).join() !== shape.join()) {
      throw new OnnxError('shape', `cannot add ${showShape(c.shape)} to ${showShape(shape)}`);
    }
    return [{ type: a.type, shape }];
  },
  MatMul: (inputs) => {
    const a = need(inputs, 0);
    return [{ type: a.type, shape: matmulShape(a.shape, need(inputs, 1).shape) }];
  },
};

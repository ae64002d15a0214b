import type { NetworkNode } from '@lookout/shared/onnx/network';
import { outputAxisOf } from '../distil/trained-tensors.ts';

/** An operand that multiplies, with the axis that counts the layer's outputs. */
export interface LayerWeight {
  readonly operand: number;
  readonly axis: number;
}

const recurrent = new Set(['GRU', 'LSTM', 'RNN']);

/** The operands of a node whose rounding to int8 saves room; what is added (a bias) is too small to. */
export function layerWeights(node: NetworkNode): readonly LayerWeight[] {
  // W [directions, gates · hidden, in] and R [directions, gates · hidden, hidden]
  if (recurrent.has(node.op)) return [1, 2].map((operand) => ({ operand, axis: 1 }));
  const axis = outputAxisOf(node);
  return axis === null ? [] : [{ operand: 1, axis }];
}

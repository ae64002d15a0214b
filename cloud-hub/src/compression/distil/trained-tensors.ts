import { intAttribute } from '@lookout/shared/onnx/attribute';
import type { Network, NetworkNode } from '@lookout/shared/onnx/network';
import type { ParameterSpec } from '@lookout/shared/onnx/vae';

/** The trained tensors of a network with the axis that counts each layer's outputs. */
export function trainedTensors({ nodes, weights }: Network): ParameterSpec[] {
  const axes = new Map<string, number>();
  for (const node of nodes) {
    const weight = node.inputs[1];
    const axis = outputAxisOf(node);
    if (weight && axis !== null) axes.set(weight, axis);
  }
  return Object.entries(weights).map(([name, { shape }]) => {
    const outputAxis = axes.get(name);
    const several = shape.length > 1 && outputAxis !== undefined;
    return { name, shape, ...(several ? { outputAxis } : {}) };
  });
}

/** Null where the second operand is no layer's weight. */
export function outputAxisOf({ op, attributes }: NetworkNode): number | null {
  if (op === 'Conv') return 0;
  if (op === 'ConvTranspose' || op === 'MatMul') return 1;
  return op === 'Gemm' ? Number(intAttribute(attributes, 'transB', 0) === 0) : null;
}

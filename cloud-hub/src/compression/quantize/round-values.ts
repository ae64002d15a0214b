import { fakeQuantizeActivation } from '@lookout/shared/onnx/autodiff/fake-quantize';
import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Value } from '@lookout/shared/onnx/value';
import type { QdqPlan } from './plan-qdq.ts';
import type { Affine } from './range.ts';

/**
 * For `appendNetwork`'s `onValue` in a training graph: rounds to u8 what will be rounded on the device, so
 * that training feels it; the gradient passes straight through within the range.
 */
export function roundValues(
  g: GraphBuilder,
  { values }: QdqPlan,
): (value: Value, name: string) => Value {
  const done = new Set<Affine>(); // what only moves numbers about hands its scale on: once is enough
  return (value, name) => {
    const affine = values.get(name);
    if (!affine || done.has(affine)) return value;
    done.add(affine);
    return fakeQuantizeActivation(g, value, affine.scale, affine.zeroPoint);
  };
}

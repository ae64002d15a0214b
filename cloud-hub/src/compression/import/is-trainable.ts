import { RULES } from '@lookout/shared/onnx/autodiff/rules';
import type { Network } from '@lookout/shared/onnx/network';

/** Whether a network can be fine-tuned and pruned itself, or what stands in the way. */
export type Trainable =
  | { readonly ok: true }
  | { readonly ok: false; readonly operators: readonly string[] };

/** A network with operators that have no gradient can be a teacher, not a student. */
export function isTrainable({ nodes, weights }: Network): Trainable {
  // Only what a weight flows through needs a gradient.
  const moved = new Set(Object.keys(weights));
  const without = new Set<string>();
  for (const { op, inputs, outputs } of nodes) {
    if (!inputs.some((name) => moved.has(name))) continue;
    for (const name of outputs) moved.add(name);
    if (!Object.hasOwn(RULES, op)) without.add(op);
  }
  return without.size === 0 ? { ok: true } : { ok: false, operators: [...without] };
}

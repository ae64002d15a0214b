import type { GraphBuilder } from './graph.ts';
import type { Value } from './value.ts';

/**
 * Hendrycks & Gimpel 2016, x · Φ(x): exact by Erf, or with Φ by tanh. Of primitives, because the operator
 * came with opset 20 and Lookout writes opset 18.
 */
export function gelu(g: GraphBuilder, x: Value, form: 'exact' | 'tanh' = 'exact'): Value {
  const half = g.mul(x, 0.5);
  if (form === 'exact') return g.mul(half, g.add(g.op('Erf', [g.mul(x, Math.SQRT1_2)]), 1));
  const cubed = g.mul(g.mul(g.square(x), x), 0.044715);
  return g.mul(half, g.add(g.tanh(g.mul(g.add(x, cubed), Math.sqrt(2 / Math.PI))), 1));
}

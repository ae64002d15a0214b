import { floatAttribute, intAttribute } from '../attribute.ts';
import { acrossChannels, normalize, perChannel } from '../norm.ts';
import { normalizeAxis } from '../shape.ts';
import type { Value } from '../value.ts';
import { type Backward, type NodeView, type Rule, single } from './rule.ts';

const EPSILON = 1e-5;

export const NORM_RULES: Readonly<Record<string, Rule>> = {
  // y = (x − mean) / √(variance + ε) · scale + bias, all but x [channels] and given
  BatchNormalization: single((node, dy) => {
    const { g, x, attributes } = node;
    const wide = (at: number) => perChannel(g, node.input(at), x);
    const epsilon = floatAttribute(attributes, 'epsilon', EPSILON);
    const inverse = once(() => g.div(1, g.sqrt(g.add(wide(4), epsilon))));
    const centred = once(() => g.sub(x, wide(3)));
    const slope = once(() => g.mul(wide(1), inverse()));
    const sum = (value: Value) => g.reduceSum(value, acrossChannels(x));
    const flat = (value: Value) => g.reshape(value, [-1]);
    return [
      () => g.mul(dy, slope()),
      () => sum(g.mul(dy, g.mul(centred(), inverse()))),
      () => sum(dy),
      () => g.neg(g.mul(sum(dy), flat(slope()))),
      () => {
        const power = flat(g.mul(slope(), g.square(inverse())));
        return g.mul(g.mul(sum(g.mul(dy, centred())), power), -0.5);
      },
    ];
  }),
  InstanceNormalization: single((node, dy) => {
    const { g, x } = node;
    const axes = x.shape.slice(2).map((_, i) => i + 2);
    const { dx, xhat } = standardized(
      node,
      dy,
      axes,
      once(() => perChannel(g, node.input(1), x)),
    );
    const sum = (value: Value) => g.reduceSum(value, acrossChannels(x));
    return [dx, () => sum(g.mul(dy, xhat())), () => sum(dy)];
  }),
  LayerNormalization: single((node, dy) => {
    const { g, x, attributes } = node;
    const from = normalizeAxis(intAttribute(attributes, 'axis', -1), x.shape.length);
    const axes = x.shape.map((_, i) => i).slice(from);
    const { dx, xhat } = standardized(node, dy, axes, () => node.input(1));
    return [dx, () => g.mul(dy, xhat()), () => dy];
  }),
};

/**
 * y = x̂ · scale with x̂ = (x − mean) / σ over `axes` of x itself:
 * dx = (dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂)) / σ with dx̂ = dy · scale (Ioffe & Szegedy 2015).
 */
function standardized(
  { g, x, attributes }: NodeView,
  dy: Value,
  axes: readonly number[],
  scale: Backward,
): { dx: Backward; xhat: Backward } {
  const epsilon = floatAttribute(attributes, 'epsilon', EPSILON);
  const parts = once(() => normalize(g, x, axes, epsilon));
  const dx = () => {
    const { xhat, inverse } = parts();
    const dxhat = g.mul(dy, scale());
    const mean = (value: Value) => g.reduceMean(value, axes, true);
    const along = g.mul(xhat, mean(g.mul(dxhat, xhat)));
    return g.mul(g.sub(g.sub(dxhat, mean(dxhat)), along), inverse);
  };
  return { dx, xhat: () => parts().xhat };
}

/** Several gradients share a part, which enters the graph only if one of them is wanted. */
function once<T>(build: () => T): () => T {
  let built: { value: T } | null = null;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}

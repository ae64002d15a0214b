import type { Network } from '@lookout/shared/onnx/network';
import type { Weight } from '@lookout/shared/onnx/vae';

/**
 * A pruned network in the shapes of the one that it was pruned from, as masks would leave it: what was
 * removed is there and is 0. Of layers that are only multiplied and added it says exactly what the pruned one
 * says; where channels are laid out in a row between layers it only takes as long as one that does.
 */
export function maskedTwin(base: Network, pruned: Network): Network {
  const weights = Object.fromEntries(
    Object.entries(base.weights).map(([name, whole]) => {
      const part = pruned.weights[name];
      return [name, part ? padded(part, whole.shape) : zeros(whole.shape)];
    }),
  );
  return { ...base, weights };
}

const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, dim) => product * dim, 1);

const zeros = (shape: readonly number[]): Weight => ({
  shape: [...shape],
  data: new Float32Array(sizeOf(shape)),
});

/** The part in the first places of every axis, 0 elsewhere. */
function padded(part: Weight, shape: readonly number[]): Weight {
  const whole = zeros(shape);
  part.data.forEach((value, i) => {
    let [rest, place, stride] = [i, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const dim = part.shape[axis] ?? 1;
      place += (rest % dim) * stride;
      rest = Math.floor(rest / dim);
      stride *= shape[axis] ?? 1;
    }
    whole.data[place] = value;
  });
  return whole;
}

import { type Attributes, intAttribute } from '@lookout/shared/onnx/attribute';
import { normalizeAxis } from '@lookout/shared/onnx/shape';
import {
  addSizes,
  divideSizes,
  equalSizes,
  isFixed,
  multiplySizes,
  type Size,
  type SizeList,
} from './size.ts';

type Inputs = readonly (SizeList | null)[];
type Rule = (inputs: Inputs, attributes: Attributes) => SizeList | null;

const same: Rule = ([x]) => x ?? null;
const flat = (sizes: readonly Size[]): SizeList => ({ shape: [sizes.length], sizes });

/** Operands of one size, or one of them a single number. */
const binary =
  (combine: (a: Size, b: Size) => Size | null): Rule =>
  ([a, b]) => {
    if (!a || !b) return null;
    const [long, short] = a.sizes.length >= b.sizes.length ? [a, b] : [b, a];
    if (short.sizes.length !== 1 && short.sizes.length !== long.sizes.length) return null;
    const at = (list: SizeList, i: number) => list.sizes[list.sizes.length === 1 ? 0 : i];
    const sizes = long.sizes.map((_, i) => {
      const [x, y] = [at(a, i), at(b, i)];
      return x === undefined || y === undefined ? null : combine(x, y);
    });
    return complete(long.shape, sizes);
  };

function complete(shape: readonly number[], sizes: readonly (Size | null)[]): SizeList | null {
  const known = sizes.filter((size) => size !== null);
  return known.length === sizes.length ? { shape, sizes: known } : null;
}

/** Positions in a list of sizes; null where they are not plain numbers. */
function numbersOf(list: SizeList | null | undefined): number[] | null {
  if (!list) return null;
  const numbers = list.sizes.filter(isFixed);
  return numbers.length === list.sizes.length ? numbers : null;
}

const gather: Rule = ([data, indices]) => {
  const at = numbersOf(indices);
  if (data?.shape.length !== 1 || !at || !indices) return null;
  return complete(
    indices.shape,
    at.map((i) => data.sizes.at(i) ?? null),
  );
};

const slice: Rule = ([data, starts, ends, axes, steps]) => {
  const [from, to] = [numbersOf(starts)?.[0], numbersOf(ends)?.[0]];
  const step = steps ? numbersOf(steps)?.[0] : 1;
  if (data?.shape.length !== 1 || from === undefined || to === undefined || step !== 1) return null;
  if (axes && ![0, -1].includes(numbersOf(axes)?.[0] ?? 1)) return null;
  return flat(data.sizes.slice(from, to));
};

const where: Rule = ([condition, yes, no]) => {
  const chosen = numbersOf(condition);
  if (!chosen || !condition || !yes || !no) return null;
  const at = (list: SizeList, i: number) => list.sizes[list.sizes.length === 1 ? 0 : i] ?? null;
  return complete(
    condition.shape,
    chosen.map((flag, i) => (flag === 0 ? at(no, i) : at(yes, i))),
  );
};

const product: Rule = ([list]) => {
  const whole = list?.sizes.reduce<Size | null>(
    (total, size) => (total === null ? null : multiplySizes(total, size)),
    1,
  );
  return whole === null || whole === undefined ? null : flat([whole]);
};

/** What exporters compute of shapes, where one of the sizes counts windows. */
const rules: Readonly<Record<string, Rule>> = {
  Add: binary(addSizes),
  Cast: same,
  Ceil: same,
  Concat: (inputs) => {
    const lists = inputs.filter((list) => list !== null);
    return lists.length === inputs.length ? flat(lists.flatMap(({ sizes }) => sizes)) : null;
  },
  Div: binary(divideSizes),
  Equal: binary((a, b) => {
    const equal = equalSizes(a, b);
    return equal === null ? null : Number(equal);
  }),
  Floor: same,
  Gather: gather,
  Identity: same,
  Mul: binary(multiplySizes),
  ReduceProd: product,
  Reshape: ([list, shape]) => {
    const target = numbersOf(shape);
    if (!list || !target || target.length > 1) return null;
    return { shape: target.length === 0 ? [] : [list.sizes.length], sizes: list.sizes };
  },
  Slice: slice,
  Squeeze: ([list]) => (list?.sizes.length === 1 ? { shape: [], sizes: list.sizes } : null),
  Sub: binary((a, b) => addSizes(a, b, -1)),
  Unsqueeze: ([list]) => (list?.shape.length === 0 ? flat(list.sizes) : null),
  Where: where,
};

/** Null where the result is not a small tensor of numbers and multiples of the batch. */
export function evaluateSizes(op: string, inputs: Inputs, attributes: Attributes): SizeList | null {
  const axis = intAttribute(attributes, 'axis', 0);
  const rank = inputs[0]?.shape.length ?? 0;
  if (rank > 0 && normalizeAxis(axis, rank) !== 0) return null;
  return (Object.hasOwn(rules, op) ? rules[op] : undefined)?.(inputs, attributes) ?? null;
}

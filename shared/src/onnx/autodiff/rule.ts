import type { Attributes } from '../attribute.ts';
import { OnnxError } from '../error.ts';
import type { GraphBuilder } from '../graph.ts';
import type { GraphNode } from '../graph-core.ts';
import type { Inputs } from '../operands.ts';
import { elementCount, type Shape, showShape, type Value } from '../value.ts';

/** Computes one gradient; called only if that gradient is wanted, so nothing else enters the graph. */
export type Backward = () => Value;

/**
 * Gradient rule of an operator: from dL/d(output) of each output (null where the loss does not depend on
 * it) to dL/d(input) of each input, null where there is none. A gradient may have the broadcast shape:
 * the caller sums it down to the input's.
 */
export type Rule = (node: NodeView, dys: readonly (Value | null)[]) => readonly (Backward | null)[];

/**
 * A rule for the many operators with one output, or with others that no loss may depend on.
 * @throws OnnxError 'unsupported' where one does
 */
export function single(rule: (node: NodeView, dy: Value) => readonly (Backward | null)[]): Rule {
  return (node, [dy, ...others]) => {
    if (others.some((other) => other !== null)) {
      throw new OnnxError('unsupported', `no gradient through a further output of ${node.op}`);
    }
    return dy ? rule(node, dy) : [];
  };
}

export class NodeView {
  constructor(
    readonly g: GraphBuilder,
    private readonly node: GraphNode,
  ) {}

  get op(): string {
    return this.node.op;
  }

  get attributes(): Attributes {
    return this.node.attributes;
  }

  get outputs(): readonly Value[] {
    return this.node.outputs;
  }

  get inputs(): Inputs {
    return this.node.inputs;
  }

  input(at: number): Value {
    return present(this.node.inputs[at], `input ${at} of ${this.node.op} is missing`);
  }

  get x(): Value {
    return this.input(0);
  }

  get y(): Value {
    return present(this.node.outputs[0], `${this.node.op} has no output`);
  }
}

/** The shape as numbers. A training graph is built for one batch size, so every size is fixed. */
export function fixedShape(value: Value): number[] {
  return value.shape.map((dim) => {
    if (typeof dim === 'number') return dim;
    throw new OnnxError('shape', `"${value.name}" ${showShape(value.shape)} must have fixed sizes`);
  });
}

export function fixedCount(value: Value): number {
  return elementCount(fixedShape(value)) ?? 0;
}

/** Sums what broadcasting repeated: grad [any broadcast of shape] → [shape]. */
export function sumTo(g: GraphBuilder, grad: Value, shape: Shape): Value {
  const lead = grad.shape.length - shape.length;
  const added = Array.from({ length: lead }, (_, i) => i);
  const stretched = shape.flatMap((dim, i) =>
    dim === 1 && grad.shape[lead + i] !== 1 ? [lead + i] : [],
  );
  const inner = stretched.length > 0 ? g.reduceSum(grad, stretched, true) : grad;
  return added.length > 0 ? g.reduceSum(inner, added) : inner;
}

function present(value: Value | null | undefined, message: string): Value {
  if (!value) throw new OnnxError('structure', message);
  return value;
}

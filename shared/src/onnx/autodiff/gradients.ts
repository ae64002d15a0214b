import { OnnxError } from '../error.ts';
import type { GraphBuilder } from '../graph.ts';
import type { GraphNode } from '../graph-core.ts';
import { elementCount, showShape, type Value } from '../value.ts';
import { fixedShape, NodeView, sumTo } from './rule.ts';
import { RULES } from './rules.ts';
import { zeros } from './rules-shape.ts';

/**
 * Reverse-mode differentiation: adds to `g` the nodes that compute dL/dv for every v of `wrt`.
 * @param loss one element
 * @param held values to be taken as constants, so that no gradient flows through them
 * @returns one gradient per value of `wrt`, of its shape; zeros where the loss does not depend on it
 * @throws OnnxError 'unsupported' for an operator on the way that has no gradient rule
 */
export function gradients(
  g: GraphBuilder,
  loss: Value,
  wrt: readonly Value[],
  held: readonly Value[] = [],
): Value[] {
  if (elementCount(loss.shape) !== 1) {
    throw new OnnxError('shape', `a loss is one number, not ${showShape(loss.shape)}`);
  }
  const forward = [...g.nodes];
  const active = dependents(forward, wrt, held);
  const found = new Map<string, Value>();
  found.set(loss.name, g.expand(g.scalar(1), fixedShape(loss)));
  for (const node of forward.toReversed()) {
    if (node.outputs.some((output) => found.has(output.name) && active.has(output.name))) {
      propagate(g, node, found, active);
    }
  }
  return wrt.map((value) => found.get(value.name) ?? zeros(g, fixedShape(value)));
}

function propagate(
  g: GraphBuilder,
  node: GraphNode,
  found: Map<string, Value>,
  active: ReadonlySet<string>,
): void {
  const rule = Object.hasOwn(RULES, node.op) ? RULES[node.op] : undefined;
  if (!rule) throw new OnnxError('unsupported', `no gradient rule for operator ${node.op}`);
  const dys = node.outputs.map((output) => found.get(output.name) ?? null);
  const backward = rule(new NodeView(g, node), dys);
  node.inputs.forEach((input, i) => {
    const gradient = backward[i];
    if (!input || !gradient || !active.has(input.name)) return;
    const more = sumTo(g, gradient(), input.shape);
    const sofar = found.get(input.name);
    found.set(input.name, sofar ? g.add(sofar, more) : more);
  });
}

/** Names of the values that depend on `wrt`, themselves included. */
function dependents(
  nodes: readonly GraphNode[],
  wrt: readonly Value[],
  held: readonly Value[],
): ReadonlySet<string> {
  const constants = new Set(held.map((value) => value.name));
  const active = new Set(wrt.map((value) => value.name));
  for (const { inputs, outputs } of nodes) {
    if (!inputs.some((input) => input && active.has(input.name))) continue;
    for (const { name } of outputs) if (!constants.has(name)) active.add(name);
  }
  return active;
}

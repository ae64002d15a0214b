import { type Attributes, floatAttribute, intAttribute, stringAttribute } from './attribute.ts';
import { gelu } from './gelu.ts';
import type { GraphBuilder } from './graph.ts';
import { groupNorm } from './norm.ts';
import { type Inputs, need } from './operands.ts';
import type { Value } from './value.ts';

type Build = (g: GraphBuilder, inputs: Inputs, attributes: Attributes) => Value;

/**
 * Operators that a file may hold and a graph of ours may not, because opset 18 has none or another of
 * that name: written as simpler ones, which also gives them gradients.
 */
export const AS_PRIMITIVES: Readonly<Record<string, Build>> = {
  Gelu: (g, inputs, attributes) => {
    const tanh = stringAttribute(attributes, 'approximate') === 'tanh';
    return gelu(g, need(inputs, 0), tanh ? 'tanh' : 'exact');
  },
  GroupNormalization: (g, inputs, attributes) => {
    const groups = intAttribute(attributes, 'num_groups', 1);
    const epsilon = floatAttribute(attributes, 'epsilon', 1e-5);
    const [x, scale, bias] = [need(inputs, 0), need(inputs, 1), need(inputs, 2)];
    return groupNorm(g, x, scale, bias, groups, epsilon);
  },
};

import type { Rule } from './rule.ts';
import { CONV_RULES } from './rules-conv.ts';
import { ELEMENTWISE_RULES } from './rules-elementwise.ts';
import { LINEAR_RULES } from './rules-linear.ts';
import { POOL_RULES } from './rules-pool.ts';
import { SHAPE_RULES } from './rules-shape.ts';

/** Gradients of the operators that a training graph may hold (table: OPERATORS.md). */
export const RULES: Readonly<Record<string, Rule>> = {
  ...CONV_RULES,
  ...ELEMENTWISE_RULES,
  ...LINEAR_RULES,
  ...POOL_RULES,
  ...SHAPE_RULES,
};

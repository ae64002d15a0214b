import type { Rule } from './rule.ts';
import { ACTIVATION_RULES } from './rules-activation.ts';
import { CONV_RULES } from './rules-conv.ts';
import { ELEMENTWISE_RULES } from './rules-elementwise.ts';
import { GATHER_RULES } from './rules-gather.ts';
import { LINEAR_RULES } from './rules-linear.ts';
import { NORM_RULES } from './rules-norm.ts';
import { POOL_RULES } from './rules-pool.ts';
import { REDUCE_RULES } from './rules-reduce.ts';
import { RESIZE_RULES } from './rules-resize.ts';
import { SHAPE_RULES } from './rules-shape.ts';

/** Gradients of the operators that a training graph may hold (table: OPERATORS.md). */
export const RULES: Readonly<Record<string, Rule>> = {
  ...ACTIVATION_RULES,
  ...CONV_RULES,
  ...ELEMENTWISE_RULES,
  ...GATHER_RULES,
  ...LINEAR_RULES,
  ...NORM_RULES,
  ...POOL_RULES,
  ...REDUCE_RULES,
  ...RESIZE_RULES,
  ...SHAPE_RULES,
};

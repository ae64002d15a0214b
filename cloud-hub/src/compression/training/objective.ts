import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { ParameterSpec } from '@lookout/shared/onnx/vae';
import type { Value } from '@lookout/shared/onnx/value';

/** What training minimises, over one batch. */
export interface Objective {
  readonly parameters: readonly ParameterSpec[];
  /**
   * Adds inputs, network and loss to the graph. `loss` is differentiated; the other terms are numbers
   * worth watching. Each has one element.
   */
  append(g: GraphBuilder, weight: (name: string) => Value): LossTerms;
}

export interface LossTerms {
  readonly loss: Value;
  readonly [term: string]: Value;
}

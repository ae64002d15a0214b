import { type Attributes, intAttribute, stringAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';
import { type Infer, type Inferred, type Inputs, need } from './operands.ts';
import type { Shape } from './value.ts';

/** Sums of products in one step: how many times the hidden size the rows of W count. */
export const GATES: Readonly<Record<string, number>> = { GRU: 3, LSTM: 4, RNN: 1 };

/**
 * x [time, batch, in], W [directions, gates·hidden, in], R [directions, gates·hidden, hidden] → y [time,
 * directions, batch, hidden], then the last state [directions, batch, hidden] (LSTM: and the last cell).
 */
function recurrent(op: string, states: number): Infer {
  return (inputs, attributes) => {
    const { type, shape } = need(inputs, 0);
    if (shape.length !== 3) throw new OnnxError('shape', `${op} takes a tensor of rank 3`);
    const { directions, hidden } = recurrentSizes(op, inputs, attributes);
    if (intAttribute(attributes, 'layout', 0) === 1) {
      throw new OnnxError('unsupported', `${op} with the batch first: onnxruntime has none`);
    }
    const [time = 1, batch = 1] = shape;
    const sequence: Shape = [time, directions, batch, hidden];
    const state: Inferred = { type, shape: [directions, batch, hidden] };
    return [{ type, shape: sequence }, ...Array.from({ length: states }, () => state)];
  };
}

/** `hidden_size` must be the size of R, so that no attribute promises less than the weights ask for. */
function recurrentSizes(op: string, inputs: Inputs, attributes: Attributes) {
  const [weight, recurrence] = [need(inputs, 1), need(inputs, 2)];
  const both = stringAttribute(attributes, 'direction') === 'bidirectional';
  const directions = both ? 2 : 1;
  const hidden = intAttribute(attributes, 'hidden_size', 0);
  const rows = (GATES[op] ?? 1) * hidden;
  const fits =
    hidden > 0 &&
    [directions, rows, hidden].join() === recurrence.shape.join() &&
    weight.shape[0] === directions &&
    weight.shape[1] === rows;
  if (!fits)
    throw new OnnxError('shape', `the weights of ${op} are not for ${hidden} hidden units`);
  return { directions, hidden };
}

export const INFER_RECURRENT: Readonly<Record<string, Infer>> = {
  GRU: recurrent('GRU', 1),
  LSTM: recurrent('LSTM', 2),
  RNN: recurrent('RNN', 1),
};

import { intAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';
import { sameAsFirst } from './infer-elementwise.ts';
import { type Infer, need } from './operands.ts';
import { normalizeAxis } from './shape.ts';

export const INFER_NORM: Readonly<Record<string, Infer>> = {
  BatchNormalization: (inputs, attributes) => {
    if (intAttribute(attributes, 'training_mode', 0) === 1) {
      throw new OnnxError(
        'unsupported',
        'BatchNormalization in training mode: export for inference',
      );
    }
    return sameAsFirst(inputs, attributes);
  },
  GroupNormalization: sameAsFirst,
  InstanceNormalization: sameAsFirst,
  // y, and the mean and 1/σ that it was made with
  LayerNormalization: (inputs, attributes) => {
    const { type, shape } = need(inputs, 0);
    const axis = normalizeAxis(intAttribute(attributes, 'axis', -1), shape.length);
    const statistic = { type, shape: shape.map((dim, i) => (i < axis ? dim : 1)) };
    return [{ type, shape }, statistic, statistic];
  },
};

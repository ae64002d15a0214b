import { float, int } from '@lookout/shared/onnx/attribute';
import { gelu } from '@lookout/shared/onnx/gelu';
import { expect, test } from 'vitest';
import { type DifferentiableCase, gradientErrors } from './finite-difference.fixture.ts';

const shapes = [[4, 6]];
/** Past every bend of the hard forms (at 2.5 and 3). */
const wide = { shapes, low: -5, high: 5 };

const ACTIVATIONS: Record<string, DifferentiableCase> = {
  Celu: { ...wide, build: (g, x) => g.op('Celu', [x], { alpha: float(0.7) }) },
  Dropout: { shapes, build: (g, x) => g.square(g.op('Dropout', [x])) },
  Elu: { ...wide, build: (g, x) => g.op('Elu', [x], { alpha: float(0.7) }) },
  Erf: { shapes, build: (g, x) => g.op('Erf', [x]) },
  'Gelu, exact': { ...wide, build: (g, x) => gelu(g, x) },
  'Gelu, by tanh': { ...wide, build: (g, x) => gelu(g, x, 'tanh') },
  HardSigmoid: { ...wide, build: (g, x) => g.op('HardSigmoid', [x]) },
  'HardSigmoid of PyTorch': {
    ...wide,
    build: (g, x) => g.op('HardSigmoid', [x], { alpha: float(1 / 6) }),
  },
  HardSwish: { ...wide, build: (g, x) => g.op('HardSwish', [x]) },
  LeakyRelu: { shapes, build: (g, x) => g.leakyRelu(x, 0.1) },
  LogSoftmax: { ...wide, build: (g, x) => g.op('LogSoftmax', [x]) },
  Mish: { ...wide, build: (g, x) => g.op('Mish', [x]) },
  'Mish, in pieces': { ...wide, build: (g, x) => g.mul(x, g.tanh(g.softplus(x))) },
  'PRelu, one slope a channel': {
    shapes: [
      [2, 3, 4],
      [3, 1],
    ],
    build: (g, x, slope) => g.op('PRelu', [x, slope]),
  },
  Relu: { shapes, build: (g, x) => g.relu(x) },
  Selu: { ...wide, build: (g, x) => g.op('Selu', [x]) },
  Sigmoid: { ...wide, build: (g, x) => g.sigmoid(x) },
  'SiLU, in pieces': { ...wide, build: (g, x) => g.mul(x, g.sigmoid(x)) },
  Softmax: { ...wide, build: (g, x) => g.op('Softmax', [x]) },
  'Softmax along the first axis': {
    shapes: [[3, 2, 4]],
    build: (g, x) => g.op('Softmax', [x], { axis: int(0) }),
  },
  Softplus: { ...wide, build: (g, x) => g.softplus(x) },
  Softsign: { ...wide, build: (g, x) => g.op('Softsign', [x]) },
  Tanh: { ...wide, build: (g, x) => g.tanh(x) },
  ThresholdedRelu: {
    ...wide,
    build: (g, x) => g.op('ThresholdedRelu', [x], { alpha: float(0.5) }),
  },
};

test.each(Object.entries(ACTIVATIONS))(
  '%s agrees with central differences',
  async (_, activation) => {
    for (const error of await gradientErrors(activation)) expect(error).toBeLessThan(2e-3);
  },
);

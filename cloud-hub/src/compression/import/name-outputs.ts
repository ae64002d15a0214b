import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { NetworkOutput } from '@lookout/shared/onnx/network';
import { showShape, type Value } from '@lookout/shared/onnx/value';
import { ImportError } from './import-error.ts';
import { fromModel, perWindow, type ResolvedLayout } from './layout.ts';
import type { OutputNames, OutputRole } from './terms.ts';

export type NetworkResults = Readonly<Partial<Record<NetworkOutput, Value>>>;

/**
 * The model's outputs as a network gives them: the reconstruction as a window, μ and log σ² as
 * [batch, latent], a score as [batch]. A latent of which one half is missing is left out: its KL needs both.
 * @throws ImportError `outputs` for shapes that do not suit, `batch`
 */
export function nameOutputs(
  g: GraphBuilder,
  names: OutputNames,
  read: (role: OutputRole, name: string) => Value,
  layout: ResolvedLayout,
): NetworkResults {
  const get = (role: OutputRole): Value | null => {
    const name = names[role];
    if (name === undefined) return null;
    const value = read(role, name);
    if (value.shape[0] === 'batch' && value.type === 'float32') return value;
    throw new ImportError(
      'batch',
      `output "${name}" is ${value.type} ${showShape(value.shape)}: its first axis must be the windows of ` +
        'the batch; export the model for batches, with a dynamic batch axis',
    );
  };
  const size = layout.shape.reduce((product, dim) => product * dim, 1);
  const reconstruction = get('reconstruction');
  if (reconstruction && perWindow(reconstruction.shape) !== size)
    throw unsuited('reconstruction', reconstruction, `as many numbers as a window, ${size}`);
  const score = get('score');
  if (score && perWindow(score.shape) !== 1)
    throw unsuited('score', score, 'one number per window');
  const mu = get('mu');
  const logvar = logVariance(g, get);
  if (mu && logvar && mu.shape.join() !== logvar.shape.join())
    throw unsuited('logvar', logvar, `the shape of mu, ${showShape(mu.shape)}`);
  return {
    ...(reconstruction && { reconstruction: fromModel(g, reconstruction, layout) }),
    ...(mu && logvar && { mu: flat(g, mu), logvar: flat(g, logvar) }),
    ...(score && { score: score.shape.length === 1 ? score : g.reshape(score, [-1]) }),
  };
}

/** log σ² from whatever the model says of the spread. */
function logVariance(g: GraphBuilder, get: (role: OutputRole) => Value | null): Value | null {
  const logvar = get('logvar');
  if (logvar) return logvar;
  const logsigma = get('logsigma');
  if (logsigma) return g.mul(logsigma, 2);
  const sigma = get('sigma');
  if (sigma) return g.mul(g.log(g.max(sigma, leastSigma)), 2);
  const variance = get('variance');
  return variance && g.log(g.max(variance, leastSigma ** 2));
}

/** So that the logarithm of a σ of 0 is finite. */
const leastSigma = 1e-9;

function flat(g: GraphBuilder, value: Value): Value {
  if (value.shape.length === 2) return value;
  const size = perWindow(value.shape);
  if (size === null) throw unsuited('latent', value, 'a fixed size');
  return g.reshape(value, [-1, size]);
}

const unsuited = (role: string, { shape }: Value, wanted: string): ImportError =>
  new ImportError('outputs', `the ${role} is ${showShape(shape)}; it must have ${wanted}`);

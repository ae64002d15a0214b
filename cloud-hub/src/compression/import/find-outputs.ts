import { type Shape, showShape } from '@lookout/shared/onnx/value';
import { ImportError } from './import-error.ts';
import type { OutputNames, OutputRole } from './terms.ts';

export interface ModelOutput {
  readonly name: string;
  readonly shape: Shape; // [batch, ...]
}

/** As the usual exporters and tutorials name them, without case and punctuation. */
const usual: readonly (readonly [OutputRole, RegExp])[] = [
  [
    'reconstruction',
    /^(x?recon(struction|structed|x)?|x?hat|xrec|rec|decoded|decoder(output)?|outputs?|out|y|yhat|predictions?)$/,
  ],
  ['mu', /^(mus?|z?mean|zmu|latent(mean|mu)|enc(oder)?mean|z?loc)$/],
  ['logvar', /^(z|latent)?(logvar(iance)?|lnvar|logsigma(2|sq|squared)|lv)$/],
  ['logsigma', /^(z|latent)?log(std|sigma|scale)$/],
  ['sigma', /^(z|latent)?(sigma|std|stddev|scale)$/],
  ['variance', /^(z|latent)?(var|variance|sigma(2|sq|squared))$/],
  ['score', /^(anomaly)?(scores?|loss|mse|reconstructionerror|anomaly)$/],
];
const spreads: readonly OutputRole[] = ['logvar', 'logsigma', 'sigma', 'variance'];

/**
 * Which output is which: by what was asked for, then by usual names, then by shape (the one like the
 * input is the reconstruction; one number per window is a score).
 * @param size numbers in a window
 * @param encoderAlone whether μ and its spread are enough, as for frames
 * @throws ImportError `outputs`, listing what there is
 */
export function findOutputs(
  outputs: readonly ModelOutput[],
  size: number,
  asked: OutputNames = {},
  encoderAlone = false,
): OutputNames {
  if (Object.keys(asked).length > 0) return asked;
  const found: Partial<Record<OutputRole, string>> = {};
  const left = new Set(outputs);
  const take = (role: OutputRole, output: ModelOutput | undefined) => {
    if (!output || found[role] !== undefined) return;
    found[role] = output.name;
    left.delete(output);
  };
  for (const [role, pattern] of usual)
    take(
      role,
      outputs.find((output) => pattern.test(plain(output.name)) && suits(role, output, size)),
    );
  take('reconstruction', only([...left].filter((one) => countOf(one) === size)));
  if (found.mu === undefined && spreads.every((role) => found[role] === undefined))
    takePair(left, take);
  if (found.reconstruction === undefined && found.mu === undefined)
    take('score', only([...left].filter((one) => countOf(one) === 1)));
  if (found.reconstruction !== undefined || found.score !== undefined) return found;
  const encodes = found.mu !== undefined && spreads.some((role) => found[role] !== undefined);
  if (encodes && encoderAlone) return found;
  throw new ImportError(
    'outputs',
    `none of the model's outputs (${list(outputs)}) is a reconstruction of its input or a score: name one ` +
      'with --outputs reconstruction=NAME (and mu=NAME,logvar=NAME), or score=NAME',
  );
}

/** Two that are alike, as (reconstruction, μ, log σ²) is the usual order of a VAE. */
function takePair(
  left: ReadonlySet<ModelOutput>,
  take: (role: OutputRole, output: ModelOutput | undefined) => void,
): void {
  const [mu, logvar, third] = left;
  if (third || !mu || !logvar || mu.shape.join() !== logvar.shape.join()) return;
  take('mu', mu);
  take('logvar', logvar);
}

const plain = (name: string): string =>
  (name.split('/').at(-1) ?? name)
    .replace(/:\d+$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');

const countOf = ({ shape }: ModelOutput): number | null =>
  shape
    .slice(1)
    .reduce<number | null>(
      (count, dim) => (count === null || typeof dim === 'string' ? null : count * dim),
      1,
    );

function suits(role: OutputRole, output: ModelOutput, size: number): boolean {
  const count = countOf(output);
  if (role === 'reconstruction') return count === size;
  return role === 'score'
    ? count === 1
    : count !== null && (count !== size || !/^(mean|loc|std|scale|var)$/.test(plain(output.name)));
}

const only = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);

export const list = (outputs: readonly ModelOutput[]): string =>
  outputs.map(({ name, shape }) => `"${name}" ${showShape(shape)}`).join(', ');

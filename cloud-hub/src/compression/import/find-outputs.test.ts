import { expect, test } from 'vitest';
import { findOutputs } from './find-outputs.ts';
import type { OutputNames } from './terms.ts';

const window = ['batch', 6, 4];
const latent = ['batch', 3];
type Outputs = Record<string, readonly (string | number)[]>;
const find = (outputs: Outputs, asked?: OutputNames) =>
  findOutputs(
    Object.entries(outputs).map(([name, shape]) => ({ name, shape })),
    24,
    asked,
  );

test.each<[string, Outputs, OutputNames]>([
  [
    'usual names',
    { mu: latent, logvar: latent, reconstruction: window },
    { mu: 'mu', logvar: 'logvar', reconstruction: 'reconstruction' },
  ],
  [
    'names of Keras',
    { z_mean: latent, z_log_var: latent, z: latent, 'decoder/output:0': ['batch', 24] },
    { mu: 'z_mean', logvar: 'z_log_var', reconstruction: 'decoder/output:0' },
  ],
  [
    'a spread as σ',
    { x_hat: window, loc: latent, scale: latent },
    { reconstruction: 'x_hat', mu: 'loc', sigma: 'scale' },
  ],
  [
    'log σ',
    { recon_x: window, z_mu: latent, log_std: latent },
    { reconstruction: 'recon_x', mu: 'z_mu', logsigma: 'log_std' },
  ],
  [
    'numbers for names',
    { 61: window, 45: latent, 47: latent },
    { reconstruction: '61', mu: '45', logvar: '47' },
  ],
  [
    'a mean that is the reconstruction',
    { mean: window, kl: ['batch', 1] },
    { reconstruction: 'mean' },
  ],
  ['a reconstruction alone', { dense_5: ['batch', 4, 6] }, { reconstruction: 'dense_5' }],
  ['a score alone', { 17: ['batch'] }, { score: '17' }],
  [
    'a score by name beside codes',
    { anomaly_score: ['batch', 1], code: latent },
    { score: 'anomaly_score' },
  ],
])('%s', (_, outputs, expected) => {
  // Integer-like keys come first in an object: the order of the file is not theirs to tell here.
  expect(find(outputs)).toEqual(expected);
});

test('what was asked for goes before everything', () => {
  expect(find({ mu: latent, reconstruction: window }, { score: 'mu' })).toEqual({ score: 'mu' });
});

test('nothing of use is refused with what there is', () => {
  expect(() => find({ code: latent, attention: ['batch', 6, 6] })).toThrow(
    expect.objectContaining({
      code: 'outputs',
      message: expect.stringContaining('"code" [batch, 3], "attention" [batch, 6, 6]'),
    }),
  );
});

test('an encoder alone will do for frames, not for rows', () => {
  const encoder = [
    { name: 'mu', shape: latent },
    { name: 'sigma', shape: latent },
  ];
  expect(findOutputs(encoder, 24, {}, true)).toEqual({ mu: 'mu', sigma: 'sigma' });
  expect(() => findOutputs(encoder, 24)).toThrow(expect.objectContaining({ code: 'outputs' }));
  expect(() => findOutputs(encoder.slice(0, 1), 24, {}, true)).toThrow(
    expect.objectContaining({ code: 'outputs' }),
  );
});

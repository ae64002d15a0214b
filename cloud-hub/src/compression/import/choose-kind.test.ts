import type { Network } from '@lookout/shared/onnx/network';
import { expect, test } from 'vitest';
import { chooseFrameKind, chooseKind, type ImportedKind } from './choose-kind.ts';

const network = (...outputs: string[]): Network => ({
  input: { name: 'x', shape: [4, 2] },
  nodes: [],
  weights: {},
  constants: {},
  outputs: Object.fromEntries(outputs.map((name) => [name, name])),
});

test.each<[string[], ImportedKind | undefined, ImportedKind]>([
  [['reconstruction', 'mu', 'logvar'], undefined, 'imported'],
  [['reconstruction'], undefined, 'imported'],
  [['reconstruction', 'score'], undefined, 'imported'],
  [['reconstruction', 'score'], 'importedScore', 'importedScore'],
  [['score'], undefined, 'importedScore'],
  [['reconstruction'], 'hybrid', 'hybrid'],
  [['reconstruction', 'mu', 'logvar'], 'latent', 'latent'],
])('%j, asked %s: %s', (outputs, asked, kind) => {
  expect(chooseKind(network(...outputs), asked)).toBe(kind);
});

test.each<[string[], ImportedKind, string]>([
  [['reconstruction'], 'latent', 'mu and logvar'],
  [['reconstruction'], 'importedScore', 'score'],
  [['score'], 'hybrid', 'reconstruction'],
])('%j, asked %s: refused for want of %s', (outputs, asked, missing) => {
  expect(() => chooseKind(network(...outputs), asked)).toThrow(
    expect.objectContaining({
      code: 'outputs',
      message: expect.stringContaining(`needs ${missing}`),
    }),
  );
});

test.each<[string[], ImportedKind | undefined, ImportedKind]>([
  [['reconstruction', 'mu', 'logvar'], undefined, 'imported'],
  [['mu', 'logvar'], undefined, 'latent'],
  [['score'], undefined, 'importedScore'],
  [['mu', 'logvar', 'score'], 'importedScore', 'importedScore'],
])('of frames, %j, asked %s: %s', (outputs, asked, kind) => {
  expect(chooseFrameKind(network(...outputs), asked)).toBe(kind);
});

test.each<[string[], ImportedKind, string]>([
  [['reconstruction'], 'latent', 'needs mu and logvar'],
  [['mu', 'logvar'], 'imported', 'needs reconstruction'],
  [['reconstruction'], 'hybrid', 'rows of sensors'],
])('of frames, %j, asked %s: refused, %s', (outputs, asked, words) => {
  expect(() => chooseFrameKind(network(...outputs), asked)).toThrow(
    expect.objectContaining({ code: 'outputs', message: expect.stringContaining(words) }),
  );
});

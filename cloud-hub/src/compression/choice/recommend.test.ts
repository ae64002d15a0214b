import type { DetectorCandidate } from '@lookout/shared/bundle/detector-choice';
import type { DetectorKind } from '@lookout/shared/detector/detector-kind';
import { expect, test } from 'vitest';
import { recommend } from './recommend.ts';

const candidate = (
  detector: DetectorKind,
  injected: number,
  labelled: number | null = null,
): DetectorCandidate => ({ detector, injected, labelled, spread: 0.01, byKind: {} });

test.each<[string, DetectorCandidate[], DetectorKind, string]>([
  [
    'the best, where it is clearly so',
    [candidate('windowMean', 0.91), candidate('hybrid', 0.953), candidate('linear', 0.94)],
    'hybrid',
    'VAE + linear residual: AUROC 0.953 on injected faults against 0.940 of window mean + VAR(1), the next best.',
  ],
  [
    'a plain statistic, and what the default has',
    [candidate('hybrid', 0.9), candidate('windowMean', 0.93), candidate('linear', 0.92)],
    'windowMean',
    'window mean (Mahalanobis): AUROC 0.930 on injected faults against 0.920 of window mean + VAR(1), the next best; ' +
      'VAE + linear residual has 0.900.',
  ],
  [
    'the simpler of two that differ by noise',
    [candidate('hybrid', 0.934), candidate('linear', 0.931), candidate('vae', 0.9)],
    'linear',
    'window mean + VAR(1): AUROC 0.931 on injected faults, as good as the 0.934 of VAE + linear residual ' +
      '(differences below 0.005 are noise), and simpler.',
  ],
  [
    'the simplest of all that differ by noise',
    [candidate('hybrid', 0.934), candidate('var1', 0.93), candidate('zmax', 0.9295)],
    'zmax',
    'largest z-score: AUROC 0.929 on injected faults, as good as the 0.934 of VAE + linear residual ' +
      '(differences below 0.005 are noise), and simpler.',
  ],
  [
    'the best where it is also the simplest',
    [candidate('hybrid', 0.93), candidate('windowMean', 0.934)],
    'windowMean',
    'window mean (Mahalanobis): AUROC 0.934 on injected faults, as good as the 0.930 of VAE + linear residual ' +
      '(differences below 0.005 are noise), and simpler.',
  ],
  [
    'not the simpler one that is worse by the margin',
    [candidate('hybrid', 0.9401), candidate('zmax', 0.935)],
    'hybrid',
    'VAE + linear residual: AUROC 0.940 on injected faults against 0.935 of largest z-score, the next best.',
  ],
  [
    'what finds recorded faults, though injected ones say otherwise',
    [candidate('hybrid', 0.95, 0.7), candidate('pcaSpe', 0.92, 0.8)],
    'pcaSpe',
    'PCA SPE: AUROC 0.920 on injected and 0.800 on labelled faults against 0.950 and 0.700 of ' +
      'VAE + linear residual, the next best.',
  ],
  [
    'the simpler of two that differ by noise in the mean of both, though by more in their sum',
    [candidate('hybrid', 0.95, 0.8), candidate('linear', 0.946, 0.796)],
    'linear',
    'window mean + VAR(1): AUROC 0.946 on injected and 0.796 on labelled faults, as good as the 0.950 and 0.800 of ' +
      'VAE + linear residual (differences below 0.005 are noise), and simpler.',
  ],
  [
    'statistics rather than a network that is no better',
    [candidate('recipe', 0.93), candidate('linear', 0.928)],
    'linear',
    'window mean + VAR(1): AUROC 0.928 on injected faults, as good as the 0.930 of VAE + window mean + VAR(1) ' +
      '(differences below 0.005 are noise), and simpler.',
  ],
  [
    'the only one',
    [candidate('vae', 0.8)],
    'vae',
    'VAE, reconstruction: AUROC 0.800 on injected faults.',
  ],
  [
    'the default where nothing could be compared',
    [],
    'hybrid',
    'VAE + linear residual: the recordings are too short to compare detectors, and this is the default.',
  ],
])('recommends %s', (_name, candidates, detector, reason) => {
  expect(recommend(candidates)).toEqual({ detector, reason });
  expect(recommend([...candidates].reverse())).toEqual({ detector, reason });
});

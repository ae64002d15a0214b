import { z } from 'zod';

/** Statistics of a window; a detector's score is made of one or more of them. */
export const statisticNames = [
  'reconstruction', // σ-VAE: Σ_c e_c/ē_c
  'networkMean', // Mahalanobis distance of the window means of what the VAE is shown and of its error
  'latentKl', // VAE: Σ of the chosen latents' KL to the prior
  'modelScore', // imported: the network's own score, above its least
  'windowMean', // Mahalanobis distance of the window's mean
  'var1', // Mahalanobis distance of the residual of a VAR(1)
  'zmax', // largest |z|
  'pcaT2', // Hotelling's T²
  'pcaSpe', // squared distance from the plane of the principal components
] as const;
export type StatisticName = (typeof statisticNames)[number];

/** What a detector can be that is trained here. */
export const TrainedKind = z.enum([
  'hybrid', // VAE + linear residual
  'recipe', // the hybrid with the plain window mean, as it was first found
  'vae', // the ablation without linear terms
  'linear', // ... and without the VAE
  'latent', // KL of chosen latents (arXiv 2409.00880)
  'windowMean',
  'var1',
  'zmax',
  'pcaT2',
  'pcaSpe',
]);
export type TrainedKind = z.infer<typeof TrainedKind>;

export const DetectorKind = z.enum([
  ...TrainedKind.options,
  'imported', // a network from elsewhere, by how it reconstructs
  'importedScore', // ... by the score that it gives itself
]);
export type DetectorKind = z.infer<typeof DetectorKind>;

/** What each detector's score is made of. */
export const statisticsOf: Readonly<Record<DetectorKind, readonly StatisticName[]>> = {
  hybrid: ['reconstruction', 'networkMean', 'var1'],
  recipe: ['reconstruction', 'windowMean', 'var1'],
  vae: ['reconstruction'],
  linear: ['windowMean', 'var1'],
  latent: ['latentKl'],
  windowMean: ['windowMean'],
  var1: ['var1'],
  zmax: ['zmax'],
  pcaT2: ['pcaT2'],
  pcaSpe: ['pcaSpe'],
  imported: ['reconstruction'],
  importedScore: ['modelScore'],
};

const ofNetwork: readonly StatisticName[] = [
  'reconstruction',
  'networkMean',
  'latentKl',
  'modelScore',
];

export const needsNetwork = (kind: DetectorKind): boolean =>
  statisticsOf[kind].some((name) => ofNetwork.includes(name));

/** For people. */
export const detectorTitles: Readonly<Record<DetectorKind, string>> = {
  hybrid: 'VAE + linear residual',
  recipe: 'VAE + window mean + VAR(1)',
  vae: 'VAE, reconstruction',
  linear: 'window mean + VAR(1)',
  latent: 'VAE, latent KL',
  windowMean: 'window mean (Mahalanobis)',
  var1: 'VAR(1) residual',
  zmax: 'largest z-score',
  pcaT2: 'PCA T²',
  pcaSpe: 'PCA SPE',
  imported: 'imported network, reconstruction',
  importedScore: 'imported network, its own score',
};

/** A newer Lookout's detector has no title here yet: its name must do. */
export function titleOf(detector: string): string {
  const known = DetectorKind.safeParse(detector);
  return known.success ? detectorTitles[known.data] : detector;
}

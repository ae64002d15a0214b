import {
  type DetectorKind,
  type StatisticName,
  statisticsOf,
} from '@lookout/shared/detector/detector-kind';
import type { Network, NetworkOutput } from '@lookout/shared/onnx/network';
import { ImportError } from './import-error.ts';

/** What the score of a network from elsewhere can be made of. */
export const importedKinds = [
  'imported',
  'importedScore',
  'hybrid',
  'latent',
] as const satisfies readonly DetectorKind[];
export type ImportedKind = (typeof importedKinds)[number];

const needs: Readonly<Partial<Record<StatisticName, readonly NetworkOutput[]>>> = {
  reconstruction: ['reconstruction'],
  networkMean: ['reconstruction'],
  // Which channel it is about, only the reconstruction tells.
  latentKl: ['mu', 'logvar', 'reconstruction'],
  modelScore: ['score'],
};

/** A frame's latent may speak for itself: which color it is about, nobody asks. */
const framesNeed: typeof needs = { ...needs, latentKl: ['mu', 'logvar'] };

/**
 * The kind that was asked for, or how the network reconstructs, or its own score where it does not.
 * @throws ImportError `outputs` where the network does not give what the kind needs
 */
export function chooseKind(network: Network, asked?: ImportedKind): ImportedKind {
  const reconstructs = network.outputs.reconstruction !== undefined;
  return given(network, asked ?? (reconstructs ? 'imported' : 'importedScore'), needs);
}

/**
 * Of frames: an encoder alone is judged by its latent, as arXiv 2409.00880 does.
 * @throws ImportError `outputs` where the network does not give what the kind needs, or the kind is of rows
 */
export function chooseFrameKind(network: Network, asked?: ImportedKind): ImportedKind {
  const { reconstruction, mu, logvar } = network.outputs;
  const found =
    reconstruction !== undefined ? 'imported' : mu && logvar ? 'latent' : 'importedScore';
  const kind = asked ?? found;
  if (kind === 'hybrid')
    throw new ImportError(
      'outputs',
      'the detector "hybrid" looks at rows of sensors beside the network, and these are frames: take latent, ' +
        'imported or importedScore',
    );
  return given(network, kind, framesNeed);
}

function given({ outputs }: Network, kind: ImportedKind, required: typeof needs): ImportedKind {
  const missing = statisticsOf[kind]
    .flatMap((statistic) => required[statistic] ?? [])
    .filter((output) => outputs[output] === undefined);
  if (missing.length === 0) return kind;
  throw new ImportError(
    'outputs',
    `the detector "${kind}" needs ${missing.join(' and ')}, and the network gives ` +
      `${Object.keys(outputs).join(', ')}: name what is missing with --outputs, or choose another --detector`,
  );
}

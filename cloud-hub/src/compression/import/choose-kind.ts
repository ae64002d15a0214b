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

/**
 * The kind that was asked for, or how the network reconstructs, or its own score where it does not.
 * @throws ImportError `outputs` where the network does not give what the kind needs
 */
export function chooseKind({ outputs }: Network, asked?: ImportedKind): ImportedKind {
  const kind = asked ?? (outputs.reconstruction === undefined ? 'importedScore' : 'imported');
  const missing = statisticsOf[kind]
    .flatMap((statistic) => needs[statistic] ?? [])
    .filter((output) => outputs[output] === undefined);
  if (missing.length === 0) return kind;
  throw new ImportError(
    'outputs',
    `the detector "${kind}" needs ${missing.join(' and ')}, and the network gives ` +
      `${Object.keys(outputs).join(', ')}: name what is missing with --outputs, or choose another --detector`,
  );
}

import type { DetectorChoice } from '@lookout/shared/bundle/detector-choice';
import { detectorTitles } from '@lookout/shared/detector/detector-kind';
import { faultKinds } from '@lookout/shared/detector/faults/fault';
import { table } from './table.ts';

const kindTitles: Readonly<Record<string, string>> = { brokenCorrelation: 'correlation' };

/** What `train --arch auto` compared, for people: one line for each detector, best first, then the reason. */
export function describeChoice({ candidates, judgedOn, reason }: DetectorChoice): string {
  if (candidates.length === 0) return `Chosen: ${reason}`;
  const kinds = faultKinds.filter((kind) => candidates.some(({ byKind }) => kind in byKind));
  const labelled = candidates.some((candidate) => candidate.labelled !== null);
  const header = [
    'AUROC',
    'injected',
    '±',
    ...(labelled ? ['labelled'] : []),
    ...kinds.map((kind) => kindTitles[kind] ?? kind),
  ];
  const rows = candidates.map((candidate) => [
    detectorTitles[candidate.detector],
    fixed(candidate.injected),
    fixed(candidate.spread),
    ...(labelled ? [fixed(candidate.labelled)] : []),
    ...kinds.map((kind) => fixed(candidate.byKind[kind])),
  ]);
  return [`Compared on ${judgedOn}`, table(header, rows), `Chosen: ${reason}`].join('\n\n');
}

const fixed = (value: number | null | undefined): string => value?.toFixed(3) ?? '–';

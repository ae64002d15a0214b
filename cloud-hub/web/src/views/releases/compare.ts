import type { ReleaseManifest, ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { aurocText, inputText, latencyText, sizeText, thresholdText } from './release-text.ts';

export interface ComparedRow {
  readonly name: string;
  /** Null: that release has no such part. */
  readonly a: string | null;
  readonly b: string | null;
  readonly differs: boolean;
}

export interface ComparedSection {
  readonly title: string;
  readonly rows: readonly ComparedRow[];
}

/** Two releases side by side, part by part; variants go together by their names. */
export function compareReleases(a: ReleaseManifest, b: ReleaseManifest): ComparedSection[] {
  const names = [...new Set([...a.variants, ...b.variants].map(({ name }) => name))];
  const variant = (release: ReleaseManifest, name: string) =>
    release.variants.find((each) => each.name === name) ?? null;
  return [
    {
      title: 'Input',
      rows: [
        row('Rows', inputText(a.input), inputText(b.input)),
        row('Channels', channelsText(a), channelsText(b)),
      ],
    },
    ...names.map((name) => ({
      title: name,
      rows: variantRows(variant(a, name), variant(b, name)),
    })),
    {
      title: 'Lineage',
      rows: [
        row('Made of', stagesText(a), stagesText(b)),
        row('Data', dataText(a), dataText(b)),
        row('Parent', a.lineage.parent, b.lineage.parent),
        row('Note', a.note, b.note),
      ],
    },
  ];
}

function variantRows(a: ReleaseVariant | null, b: ReleaseVariant | null): ComparedRow[] {
  const line = (name: string, text: (variant: ReleaseVariant) => string) =>
    row(name, a === null ? null : text(a), b === null ? null : text(b));
  return [
    line('AUROC', ({ evaluation }) => aurocText(evaluation)),
    line('Latency', ({ evaluation }) => latencyText(evaluation)),
    line('Size', sizeText),
    line('Raises at', ({ thresholds }) => thresholdText(thresholds)),
    line('Runs on', ({ providers }) => providers.join(', ')),
    line('Bundle', ({ bundle }) => bundle.slice(0, 12)),
  ];
}

const row = (name: string, a: string | null, b: string | null): ComparedRow => ({
  ...{ name, a, b, differs: a !== b },
});

const channelsText = ({ input }: ReleaseManifest): string =>
  input.channels.map(({ name, unit }) => (unit === null ? name : `${name} [${unit}]`)).join(', ');
const stagesText = ({ lineage }: ReleaseManifest): string => lineage.stages.join(' → ');
const dataText = ({ lineage }: ReleaseManifest): string =>
  lineage.data.map(({ file, sha256 }) => `${file} (${sha256.slice(0, 8)})`).join(', ');

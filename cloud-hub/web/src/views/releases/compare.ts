import type { ReleaseDiff, VariantDiff } from '@lookout/shared/protocol/release-diff';
import { formatBytes } from '../../components/format.ts';
import { aurocText, latencyText, levelText, thresholdText } from './release-text.ts';

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

/** The hub's answer to what differs, side by side: input, each variant of either, where they come from. */
export function compareReleases({ input, variants, lineage }: ReleaseDiff): ComparedSection[] {
  return [
    { title: 'Input', rows: inputRows(input) },
    ...variants.map((variant) => ({ title: variant.name, rows: variantRows(variant) })),
    { title: 'Lineage', rows: lineageRows(lineage) },
  ];
}

function inputRows(input: ReleaseDiff['input']): ComparedRow[] {
  const { channelsAdded, channelsRemoved, unitsChanged, channelsReordered } = input;
  const [a, b] = [0, 1].map((side) => `${input.window[side]}, every ${input.periodMs[side]} ms`);
  const rows = [
    ...channelsRemoved.map(({ name, unit }) => row(`Channel ${name}`, [unitText(unit), null])),
    ...channelsAdded.map(({ name, unit }) => row(`Channel ${name}`, [null, unitText(unit)])),
    ...unitsChanged.map(({ name, unit: [from, to] }) =>
      row(`Channel ${name}`, [unitText(from), unitText(to)]),
    ),
    ...(channelsReordered ? [row('Order of channels', ['its own', 'another'])] : []),
  ];
  return [row('Takes', [a ?? '', b ?? '']), ...(rows.length > 0 ? rows : [theSame('Channels')])];
}

function variantRows(variant: VariantDiff): ComparedRow[] {
  const [has, have] = variant.bundle.map((bundle) => bundle !== null);
  /** A part that is not there is not "not measured". */
  const line = <T>(name: string, [a, b]: readonly [T, T], inWords: (part: T) => string | null) =>
    row(name, [has ? inWords(a) : null, have ? inWords(b) : null]);
  const { evaluation, thresholds } = variant;
  return [
    line('AUROC', evaluation, aurocText),
    line('Latency', evaluation, latencyText),
    line('Size', variant.sizeBytes, (bytes) => (bytes === null ? null : formatBytes(bytes))),
    line('Raises at', thresholds, (levels) => levels && thresholdText(levels)),
    line('Clears at', thresholds, (levels) => levels && levelText(levels.clearLevel)),
    line('Runs on', variant.providers, (providers) => providers?.join(', ') ?? null),
    line('Bundle', variant.bundle, (id) => id?.slice(0, 8) ?? null),
  ];
}

function lineageRows({ job, stages, dataAdded, dataRemoved }: ReleaseDiff['lineage']) {
  const data = [
    ...dataRemoved.map((file) => row(`Data ${file.file}`, [digestText(file), null])),
    ...dataAdded.map((file) => row(`Data ${file.file}`, [null, digestText(file)])),
  ];
  return [
    row('Made by', [job[0]?.slice(0, 8) ?? 'no job', job[1]?.slice(0, 8) ?? 'no job']),
    row('Made of', [stages[0].join(' → ') || 'not told', stages[1].join(' → ') || 'not told']),
    ...(data.length > 0 ? data : [theSame('Data')]),
  ];
}

const row = (name: string, [a, b]: readonly [string | null, string | null]): ComparedRow => ({
  ...{ name, a, b, differs: a !== b },
});
/** Where the hub says only that nothing differs. */
const theSame = (name: string): ComparedRow => row(name, ['the same', 'the same']);
const unitText = (unit: string | null): string => (unit === null ? 'without unit' : `in ${unit}`);
const digestText = ({ sha256 }: { readonly sha256: string }): string => sha256.slice(0, 8);

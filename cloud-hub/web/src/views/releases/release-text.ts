import { windowInWords } from '@lookout/shared/protocol/input-in-words';
import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import type { ReleaseManifest, ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { formatBytes, formatLatency } from '../../components/format.ts';

export const bytesOf = ({ files }: Pick<ReleaseVariant, 'files'>): number =>
  Object.values(files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** "0.934 (0.910 to 0.950)". */
export function aurocText(evaluation: ReleaseVariant['evaluation']): string {
  if (evaluation === null || evaluation.auroc === null) return 'not measured';
  const { auroc, aurocCi } = evaluation;
  const interval =
    aurocCi === null ? '' : ` (${aurocCi[0].toFixed(3)} to ${aurocCi[1].toFixed(3)})`;
  return `${auroc.toFixed(3)}${interval}`;
}

/** "61 µs, p99 120 µs". */
export function latencyText(evaluation: ReleaseVariant['evaluation']): string {
  if (evaluation === null || evaluation.latencyP50Us === null) return 'not measured';
  const { latencyP50Us, latencyP99Us } = evaluation;
  const tail = latencyP99Us === null ? '' : `, p99 ${formatLatency(latencyP99Us)}`;
  return `${formatLatency(latencyP50Us)}${tail}`;
}

export const sizeText = (variant: Pick<ReleaseVariant, 'files'>): string =>
  formatBytes(bytesOf(variant));

/** What is in the way of installing it, in words; null where nothing is. */
export function obstacleText(
  { state, manifest }: Pick<ReleaseSummary, 'state' | 'manifest'>,
  now: number,
): string | null {
  if (manifest.expiresAt <= now) return 'expired';
  return state === 'draft' ? 'not signed' : null;
}

export const useText = (inUse: number): string =>
  inUse === 0 ? 'not in use' : inUse === 1 ? 'on 1 asset' : `on ${inUse} assets`;

/** "alarms 2 a day, above 4.20", as a variant is set. */
export function thresholdText({
  raiseLevel,
  falseAlarmRate,
  alarmsPerDay,
}: ReleaseVariant['thresholds']): string {
  const budget =
    alarmsPerDay === null
      ? `${+(100 * falseAlarmRate).toPrecision(3)} % of normal windows`
      : `${+alarmsPerDay.toPrecision(3)} false alarms a day`;
  return `${levelText(raiseLevel)}, for ${budget}`;
}

export const levelText = (level: number): string => level.toPrecision(3);

/** "8 channels, windows of 10 rows every 500 ms", "frames 3×224×224 every 1000 ms". */
export function inputText(input: ReleaseManifest['input']): string {
  const { channels, periodMs } = input;
  const count = `${channels.length} ${channels.length === 1 ? 'channel' : 'channels'}, `;
  return `${input.kind === 'series' ? count : ''}${windowInWords(input)} every ${periodMs} ms`;
}

/** Releases of one model together, the newest first; models by their newest release. */
export function byModel(releases: readonly ReleaseSummary[]): Map<string, ReleaseSummary[]> {
  const models = new Map<string, ReleaseSummary[]>();
  for (const release of releases.toSorted((a, b) => b.createdAt - a.createdAt)) {
    const { model } = release.manifest;
    models.set(model, [...(models.get(model) ?? []), release]);
  }
  return models;
}

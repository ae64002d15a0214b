import type { ReleaseDiff, VariantDiff } from '@lookout/shared/protocol/release-diff';
import { describeEvaluation, kb } from './describe-release.ts';

/** What changed, for people; what stayed is not told. */
export function describeDiff({ from, to, input, variants, lineage }: ReleaseDiff): string {
  const lines = [
    ...changed('takes', input.window, String),
    ...changed('period', input.periodMs, (ms) => `${ms} ms`),
    ...input.channelsAdded.map(({ name }) => `+ channel ${name}`),
    ...input.channelsRemoved.map(({ name }) => `- channel ${name}`),
    ...input.unitsChanged.flatMap(({ name, unit }) => changed(`unit of ${name}`, unit, String)),
    ...(input.channelsReordered ? ['  the channels stand in another order'] : []),
    ...variants.flatMap(linesOf),
    ...changed('stages', lineage.stages, (stages) => stages.join(' → ') || 'none'),
    ...lineage.dataAdded.map(({ file }) => `+ data ${file}`),
    ...lineage.dataRemoved.map(({ file }) => `- data ${file}`),
  ];
  const title = `${from.model} ${from.version} → ${to.model} ${to.version}`;
  const follows = lineage.follows ? ', which follows it' : '';
  return [`${title}${follows}`, ...(lines.length === 0 ? ['  nothing differs'] : lines)].join('\n');
}

function linesOf({ name, change, sizeBytes, bundle: _, ...facts }: VariantDiff): string[] {
  const words = (evaluation: VariantDiff['evaluation'][0]) =>
    describeEvaluation(evaluation).join(', ');
  const [before, after] = sizeBytes;
  if (change === 'added') return [`+ ${name}: ${kb(after ?? 0)}, ${words(facts.evaluation[1])}`];
  if (change === 'removed') return [`- ${name}: ${kb(before ?? 0)}`];
  const lines = [
    ...changed('size', sizeBytes, (bytes) => kb(bytes ?? 0)),
    ...changed('raises at', facts.thresholds, (levels) =>
      String(levels && Number(levels.raiseLevel.toPrecision(4))),
    ),
    ...changed('clears at', facts.thresholds, (levels) => String(levels?.clearLevel)),
    ...changed('runs on', facts.providers, (providers) => providers?.join(', ') ?? ''),
    ...changed('evaluation', facts.evaluation, words),
  ];
  if (change === 'same' && lines.length === 0) return [];
  const title = change === 'same' ? `  ${name}, of the same bundle` : `~ ${name}`;
  return [title, ...lines.map((line) => `  ${line}`)];
}

function changed<T>(
  what: string,
  [from, to]: readonly [T, T],
  inWords: (one: T) => string,
): string[] {
  const [before, after] = [inWords(from), inWords(to)];
  return before === after ? [] : [`  ${what}: ${before} → ${after}`];
}

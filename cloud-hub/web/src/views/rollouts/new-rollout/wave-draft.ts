import type { WaveRule } from '@lookout/shared/protocol/rollouts';
import { type NumberField, numberOf } from './number-field.ts';

export type RuleKind = WaveRule['kind'];

/** One wave as it is typed. */
export interface WaveDraft {
  /** Of the row in the form, for as long as it stands there. */
  readonly id: number;
  readonly name: string;
  readonly kind: RuleKind;
  /** Of a percentage or a count. */
  readonly amount: NumberField;
  /** Sites; `name=value` of a label; `device/stream` of assets taken by hand. */
  readonly items: readonly string[];
  readonly byHand: boolean;
  readonly soakMinutes: NumberField;
  readonly successPercent: NumberField;
  readonly maxFailurePercent: NumberField;
  readonly minSample: NumberField;
}

const wave = (given: Partial<WaveDraft> & Pick<WaveDraft, 'id' | 'name' | 'kind'>): WaveDraft => ({
  ...{ amount: '', items: [], byHand: false, soakMinutes: 10, successPercent: 90 },
  ...{ maxFailurePercent: 10, minSample: 1 },
  ...given,
});

/** One first, then a few, then everyone: what a careful person would do. */
export const defaultWaves: readonly WaveDraft[] = [
  wave({ id: 1, name: 'canary', kind: 'count', amount: 1, successPercent: 100 }),
  wave({ id: 2, name: 'first tenth', kind: 'percent', amount: 10 }),
  wave({ id: 3, name: 'rest', kind: 'rest', soakMinutes: 0 }),
];

/** A wave more, before the one that takes the rest. */
export function withWave(waves: readonly WaveDraft[]): WaveDraft[] {
  const id = 1 + Math.max(0, ...waves.map((each) => each.id));
  const added = wave({ id, name: `wave ${waves.length + 1}`, kind: 'percent', amount: 25 });
  const rest = waves.findIndex(({ kind }) => kind === 'rest');
  return rest === -1 ? [...waves, added] : waves.toSpliced(rest, 0, added);
}

/** A wave one place up (-1) or down (1). */
export function moved(waves: readonly WaveDraft[], at: number, by: -1 | 1): readonly WaveDraft[] {
  const [one, other] = [waves[at], waves[at + by]];
  if (one === undefined || other === undefined) return waves;
  return waves.with(at, other).with(at + by, one);
}

/** As the plan has it; nothing is checked here. */
export function waveOf(draft: WaveDraft) {
  const { name, byHand, soakMinutes, successPercent, maxFailurePercent, minSample } = draft;
  return {
    ...{ name, byHand, members: ruleOf(draft), minSample: numberOf(minSample) },
    successShare: numberOf(successPercent) / 100,
    maxFailureShare: numberOf(maxFailurePercent) / 100,
    soakMs: Math.round(numberOf(soakMinutes) * 60_000),
  };
}

function ruleOf({ kind, amount, items }: WaveDraft) {
  switch (kind) {
    case 'percent':
      return { kind, percent: numberOf(amount) };
    case 'count':
      return { kind, count: numberOf(amount) };
    case 'site':
      return { kind, sites: items };
    case 'label': {
      const [label, value] = items[0]?.split('=') ?? [];
      return { kind, label, value };
    }
    case 'hand':
      return {
        kind,
        assets: items.map((item) => {
          const [device, stream] = item.split('/');
          return { device, stream };
        }),
      };
    case 'rest':
      return { kind };
  }
}

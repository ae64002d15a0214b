import { baseOf, type Chosen, choosable, chooseAcross, judgedDrops } from './choose-across.ts';
import { type Compressed, type FileDrops, findNetwork, timeOf } from './made-network.ts';
import type { SeedDrops } from './pool-drops.ts';
import { grouped } from './show.ts';

/** The forms that a network's own graph is timed in, as the product names them. */
export const forms = ['fp32', 'int8-weights', 'int8-weights-2d', 'int8'] as const;
export type FormName = (typeof forms)[number] | 'chosen';

/** Of one seed. */
export interface SeedFigures {
  readonly drops: (form: FormName, name: keyof FileDrops) => SeedDrops;
  /** Of the base's time to its own; undefined where there is no such form. */
  readonly speed: (form: FormName, batch: number) => number | undefined;
  readonly size: (form: FormName) => number | undefined;
}

/** A network at one stage, or as the product's search chooses, over all seeds. */
export interface MainRow {
  readonly title: string;
  readonly stage: string;
  readonly seeds: readonly SeedFigures[];
  readonly subjects: readonly Compressed[];
}

export const stages = ['pruned to 25 %', 'pruned to 15 %', 'pruned to 10 %'] as const;
export const chosenStage = 'the product’s choice';

export function mainRows(all: readonly Compressed[]): MainRow[] {
  return grouped(all).flatMap(([title, subjects]) => [
    ...stages.map((stage) => ({
      ...{ title, stage, subjects },
      seeds: subjects.map((one) => figuresAt(one, stage)),
    })),
    { title, stage: chosenStage, subjects, seeds: subjects.map(figuresOfChoice) },
  ]);
}

function figuresAt(one: Compressed, stage: string): SeedFigures {
  const network = findNetwork(one, 'product', stage);
  const base = findNetwork(one, 'base', 'base');
  return {
    drops: (form, name) => network?.forms.find((own) => own.form === form)?.files?.[name] ?? [],
    speed: (form, batch) =>
      ratio(timeOf(one, base, 'fp32', batch), timeOf(one, network, form, batch)),
    size: (form) =>
      ratio(baseOf(one).bytes, network?.graphs.find((own) => own.form === form)?.bytes),
  };
}

function figuresOfChoice(one: Compressed): SeedFigures {
  const base = findNetwork(one, 'base', 'base');
  const [own] = base?.forms ?? [];
  const chosen = chooseAcross(choosable(one), baseOf(one));
  const both = (of: (choice: NonNullable<Chosen['choice']>) => number | undefined) => {
    const ratios = chosen.map(({ choice }) => (choice ? (of(choice) ?? Number.NaN) : 1));
    return Math.sqrt(ratios.reduce((product, value) => product * value, 1));
  };
  return {
    drops: (form, name) => {
      const files = own?.files;
      if (form !== 'chosen' || !files) return [];
      return chosen.flatMap((half) => judgedDrops(half, name, files));
    },
    speed: (form, batch) =>
      form === 'chosen'
        ? both((choice) =>
            ratio(
              timeOf(one, base, 'fp32', batch),
              timeOf(one, choice.network, choice.form, batch),
            ),
          )
        : undefined,
    size: (form) =>
      form === 'chosen' ? both(({ bytes }) => ratio(baseOf(one).bytes, bytes)) : undefined,
  };
}

/** What was chosen how often, the base among it: two choices a seed. */
export function choicesOf(subjects: readonly Compressed[]): string {
  const names = subjects.flatMap((one) =>
    chooseAcross(choosable(one), baseOf(one)).map(({ choice }) =>
      choice ? `${choice.network.stage}, ${choice.form}` : 'as it was',
    ),
  );
  return [...Map.groupBy(names, (name) => name)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name, some]) => `${some.length}× ${name}`)
    .join('; ');
}

const ratio = (of: number | undefined, to: number | undefined): number | undefined =>
  of === undefined || to === undefined ? undefined : of / to;

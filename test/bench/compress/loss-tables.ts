import { type Compressed, components, type FileDrops, type MadeNetwork } from './made-network.ts';
import { dropText, grouped, meanOf, three } from './show.ts';
import { spearman } from './spearman.ts';

/** The networks that pruning leaves one after the other; students are another family. */
const isPruned = ({ way, stage }: MadeNetwork): boolean =>
  way === 'product' && !stage.startsWith('student');

const dropOf = ({ forms }: MadeNetwork, name: keyof FileDrops): number =>
  meanOf(
    (forms.find(({ form }) => form === 'int8-weights')?.files?.[name] ?? []).map((f) => f.drop),
  );

/** VAE loss and detection along the stages, means over seeds; loss in nats of a normal window. */
export function stageTable(all: readonly Compressed[]): object[] {
  return grouped(all).flatMap(([network, subjects]) => {
    const made = subjects.flatMap(({ networks }) =>
      networks.filter(({ way }) => way === 'product'),
    );
    return [...Map.groupBy(made, ({ stage }) => stage)].map(([stage, some]) => {
      const loss = (part: 'reconstruction' | 'kl' | 'total') =>
        meanOf(some.flatMap(({ quality }) => quality?.vaeLoss[part] ?? [])).toFixed(1);
      return {
        network,
        stage,
        'work left': `${(100 * meanOf(some.map(({ macs }) => macs))).toFixed(0)} %`,
        'loss = rec + KL': `${loss('total')} = ${loss('reconstruction')} + ${loss('kl')}`,
        'AUROC drop rec / KL / score': three((name) =>
          dropText(meanOf(some.map((one) => dropOf(one, name)))),
        ),
      };
    });
  });
}

/**
 * Rank correlation of loss with AUROC drop along the stages of one subject, mean over subjects: 1 where the
 * loss tells which stage detects worse, 0 where it says nothing. Never over different networks at once:
 * those differ in both for reasons of their own.
 */
export function lossTable(all: readonly Compressed[]): object[] {
  return grouped(all).map(([network, subjects]) => {
    const correlations = (name: keyof FileDrops): number[] =>
      subjects.flatMap(({ networks }) => {
        const own = networks.filter((one) => isPruned(one) && one.quality !== null);
        const losses = own.map(({ quality }) => quality?.vaeLoss.total ?? Number.NaN);
        const rho = spearman(
          losses,
          own.map((one) => dropOf(one, name)),
        );
        return Number.isFinite(rho) ? [rho] : [];
      });
    const shown = components.map((name) => {
      const rhos = correlations(name);
      const range = `${dropText(Math.min(...rhos))} to ${dropText(Math.max(...rhos))}`;
      return [`loss and drop of ${name}`, `${dropText(meanOf(rhos))} (${range})`];
    });
    return { network, subjects: subjects.length, ...Object.fromEntries(shown) };
  });
}

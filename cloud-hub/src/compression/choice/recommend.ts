import type { DetectorCandidate } from '@lookout/shared/bundle/detector-choice';
import { type DetectorKind, detectorTitles } from '@lookout/shared/detector/detector-kind';

export interface Recommendation {
  readonly detector: DetectorKind;
  /** One sentence for people. */
  readonly reason: string;
}

/** Between two runs of the same recipe the AUROC moves by so much: less is no reason to prefer a detector. */
export const noiseMargin = 0.005;

/** What runs where nothing could be compared. */
const fallback: DetectorKind = 'hybrid';

/** Place in the order from the cheapest to run and easiest to explain; a record, so that no kind is forgotten. */
const places: Readonly<Record<DetectorKind, number>> = {
  zmax: 1,
  windowMean: 2,
  var1: 3,
  pcaT2: 4,
  pcaSpe: 5,
  linear: 6,
  latent: 7,
  vae: 8,
  recipe: 9,
  hybrid: 10,
  imported: 11,
  importedScore: 12,
};

/** A plant's own recorded faults count as much as all injected ones together. */
export const scoreOf = ({ injected, labelled }: DetectorCandidate): number =>
  labelled === null ? injected : (injected + labelled) / 2;

/** Best first; of two that are equally good, the simpler. */
export const ranked = (candidates: readonly DetectorCandidate[]): DetectorCandidate[] =>
  [...candidates].sort((a, b) => scoreOf(b) - scoreOf(a) || simplicity(a) - simplicity(b));

/** The simplest of those that are as good as the best, or the hybrid where there is nothing to compare. */
export function recommend(candidates: readonly DetectorCandidate[]): Recommendation {
  const order = ranked(candidates);
  const [best] = order;
  if (!best)
    return {
      detector: fallback,
      reason: `${detectorTitles[fallback]}: the recordings are too short to compare detectors, and this is the default.`,
    };
  const asGood = order.filter((other) => scoreOf(best) - scoreOf(other) < noiseMargin);
  const chosen = asGood.reduce((a, b) => (simplicity(b) < simplicity(a) ? b : a));
  return { detector: chosen.detector, reason: reasonFor(chosen, order) };
}

const simplicity = ({ detector }: DetectorCandidate): number => places[detector];

function reasonFor(chosen: DetectorCandidate, order: readonly DetectorCandidate[]): string {
  const rivals = order.filter((other) => other !== chosen);
  const [rival] = rivals;
  const own = `${detectorTitles[chosen.detector]}: AUROC ${figures(chosen)}`;
  if (!rival) return `${own}.`;
  // The default is what the user would have had: its figure is told even where it is far behind.
  const usual = rivals.find(({ detector }) => detector === fallback);
  const said = usual && usual !== rival ? `; ${detectorTitles[fallback]} has ${short(usual)}` : '';
  const title = detectorTitles[rival.detector];
  const gap = scoreOf(chosen) - scoreOf(rival);
  if (Math.abs(gap) < noiseMargin)
    return (
      `${own}, as good as the ${short(rival)} of ${title} (differences below ${noiseMargin} are noise), ` +
      `and simpler${said}.`
    );
  return `${own} against ${short(rival)} of ${title}, the next best${said}.`;
}

const figures = ({ injected, labelled }: DetectorCandidate): string =>
  labelled === null
    ? `${fixed(injected)} on injected faults`
    : `${fixed(injected)} on injected and ${fixed(labelled)} on labelled faults`;

const short = ({ injected, labelled }: DetectorCandidate): string =>
  labelled === null ? fixed(injected) : `${fixed(injected)} and ${fixed(labelled)}`;

const fixed = (value: number): string => value.toFixed(3);

import type { CurvePoint } from '@lookout/shared/detector/evaluation/thin-curve';
import { percent } from './format.ts';
import { type Html, html } from './html.ts';
import { type Axis, legend, line, lineSample, plot, segment } from './plot.ts';
import type { DetectorCurves } from './report-data.ts';
import { linearScale } from './scale.ts';

const share = (label: string): Axis => ({
  scale: linearScale(0, 1),
  label,
  format: (value) => String(value),
});

/** Line styles: the detector stands out, the baselines differ by their dashes. */
const styleOf = (place: number): string => (place === 0 ? 'own' : `base b${place}`);

/** ROC and precision-recall curve of the detector and of every baseline, over chance. */
export function curveCharts(curves: readonly DetectorCurves[], prevalence: number | null): Html {
  const chance = prevalence ?? 0;
  // The detector is drawn last, over the others.
  const drawn = curves.map((curve, place) => ({ ...curve, name: styleOf(place) })).reverse();
  const roc = plot(
    {
      title: 'ROC curves',
      x: share('false alarms: share of normal windows'),
      y: share('share of anomalous windows found'),
      shape: 'square',
    },
    [segment('chance', [0, 0], [1, 1]), drawn.map(({ name, roc }) => line(name, places(roc)))],
  );
  const pr = plot(
    {
      title: 'Precision-recall curves',
      x: share('recall: share of anomalous windows found'),
      y: share('precision: share of alarms that are right'),
      shape: 'square',
    },
    [
      segment('chance', [0, chance], [1, chance]),
      drawn.map(({ name, pr }) => line(name, steps(pr))),
    ],
  );
  return html`<div class="pair"><div><h3>ROC</h3>${roc}</div><div><h3>Precision and recall</h3>${pr}</div></div>
${legend([
  ...curves.map(({ title }, place) => ({ sample: lineSample(styleOf(place)), text: title })),
  {
    sample: lineSample('chance'),
    text: `chance (${percent(prevalence)} of the windows are anomalous)`,
  },
])}`;
}

const places = (points: readonly CurvePoint[]) => points.map(({ x, y }) => [x, y] as const);

/** Precision is a step at the height of the point to the right: a slanted line would promise too much. */
function steps(points: readonly CurvePoint[]): (readonly [number, number])[] {
  let from = 0;
  return points.flatMap(({ x, y }) => {
    const step = [[from, y] as const, [x, y] as const];
    from = x;
    return step;
  });
}

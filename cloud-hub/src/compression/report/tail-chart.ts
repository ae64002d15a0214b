import type { TailPoint } from '@lookout/shared/detector/evaluation/tail-reliability';
import { percent } from './format.ts';
import { type Html, html } from './html.ts';
import { type Axis, markAt, plot, segment } from './plot.ts';
import { logScale } from './scale.ts';
import { table } from './tables.ts';

const floor = 1e-4;
const axis = (label: string, min: number): Axis => ({
  scale: logScale(min, 1),
  label,
  format: (value) => percent(value),
});

/** Stated against realised share of normal windows above a level, with intervals. */
export function tailChart(points: readonly TailPoint[]): Html {
  const x = axis('stated', 5e-4);
  const y = axis('realised', floor);
  const drawing = [
    segment('chance', [0, y.scale.at(5e-4)], [1, 1]),
    points.map(({ stated, low, high }) =>
      segment(
        'whisker',
        [x.scale.at(stated), y.scale.at(low)],
        [x.scale.at(stated), y.scale.at(high)],
      ),
    ),
  ];
  const dots = points.map(({ stated, realised }) =>
    markAt('dot', [x.scale.at(stated), y.scale.at(realised)]),
  );
  const chart = plot(
    { title: 'Reliability of the calibrated tail', x, y, shape: 'square' },
    drawing,
    dots,
  );
  return html`<div class="pair"><div>${chart}</div>${table(['stated', 'realised', '95 % interval', 'than stated?'], points.map(row))}</div>`;
}

function row({ stated, realised, low, high }: TailPoint): Html {
  const kept = high < stated ? 'fewer' : low > stated ? 'more' : 'cannot tell';
  return html`<tr><th scope="row">${percent(stated)}</th><td>${percent(realised)}</td><td>${percent(low)} to ${percent(high)}</td><td class="word">${kept}</td></tr>`;
}

import { type Html, html } from '../html.ts';
import { bubbleAt, legend, line, lineSample, markAt, plot } from '../plot.ts';
import { linearScale } from '../scale.ts';
import type { CompressionReport } from './compression-report-data.ts';

const parts = [
  { name: 'score', title: 'the product’s score', style: 'own' },
  { name: 'reconstruction', title: 'reconstruction alone', style: 'base b2' },
  { name: 'kl', title: 'KL alone', style: 'base b3' },
] as const;

/** Does the loss tell what becomes of detection? One point a stage, joined in the order of the loss. */
export function lossSection({ variants }: CompressionReport): Html {
  const losses = variants.map(({ quality }) => quality.vaeLoss.total);
  const areas = variants.flatMap(({ quality: { auroc } }) =>
    parts.flatMap(({ name }) => auroc[name]?.value ?? []),
  );
  if (areas.length === 0)
    return html`<p>Without an AUROC there is nothing to set the loss against.</p>`;
  const x = { scale: spanning(losses, 0), label: 'VAE loss, nats of a window', format: String };
  const y = { scale: spanning(areas, 0.02), label: 'AUROC', format: String };
  const placesOf = (name: (typeof parts)[number]['name']) =>
    variants.flatMap(({ quality: { auroc, vaeLoss } }, i) => {
      const area = auroc[name];
      const place = [x.scale.at(vaeLoss.total), y.scale.at(area?.value ?? 0)] as const;
      return area ? [{ place, number: i + 1 }] : [];
    });
  const series = parts.map((part) => ({ ...part, places: placesOf(part.name) }));
  const marks = series.map(({ name, places }) =>
    places.map(({ place, number }) =>
      name === 'score' ? bubbleAt('dot', place, 8, number) : markAt('speck', place),
    ),
  );
  return html`<p>The VAE loss on normal calibration windows against the AUROC, stage by stage; the numbers are those of the stages. If the loss told what becomes of detection, every line would fall to the right.</p>
${plot(
  { title: 'VAE loss against AUROC by stage', x, y, shape: 'wide' },
  series.map(({ style, places }) => line(style, places.map(({ place }) => place).sort(byLoss))),
  marks,
)}
${legend(series.map(({ style, title }) => ({ sample: lineSample(style), text: title })))}`;
}

const byLoss = ([a]: readonly [number, number], [b]: readonly [number, number]) => a - b;

/** An axis over the values with room at both ends. */
function spanning(values: readonly number[], least: number) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(0.1 * (high - low), least, 1e-9 * Math.abs(high));
  return linearScale(low - margin, high + margin);
}

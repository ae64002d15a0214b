import { type Html, html, trusted } from '../html.ts';
import { bubbleAt, legend, lineSample, markSample, plot, segment } from '../plot.ts';
import { linearScale } from '../scale.ts';
import { cells, table } from '../tables.ts';
import type { Budget, CompressionReport, ParetoPoint } from './compression-report-data.ts';
import { bytes, microseconds, signed } from './figures.ts';

/** Pixels of the largest and the smallest file; the area between goes with the size. */
const radii = { largest: 22, smallest: 8 } as const;

/** Latency against AUROC drop, file size as area; the budget drawn as lines, every point told below. */
export function paretoSection({ pareto, request, paretoGraph }: CompressionReport): Html {
  const points = [...pareto].sort((a, b) => a.latencyUs - b.latencyUs);
  return html`<p>Every point was measured: median latency of ${graphWords[paretoGraph]} at batch 1, and the largest fall in AUROC among score, reconstruction and KL. The larger the dot, the larger the file. Left of and below both lines is within the budget.</p>
${chart(points, request.budget)}
${legend([
  { sample: markSample('dot chosen'), text: 'chosen' },
  { sample: markSample('dot'), text: 'within the budget' },
  { sample: markSample('hollow'), text: 'breaks a limit' },
  { sample: markSample('dot behind'), text: 'not on the front' },
  { sample: lineSample('level'), text: 'budget' },
])}
${table(
  ['point', 'latency', 'AUROC drop', 'file', 'on the front', 'budget'],
  points.map((point, i) => pointRow(point, i + 1)),
)}`;
}

export const graphWords = {
  network: 'the network by itself',
  model: 'the whole detector',
} as const;

function chart(points: readonly ParetoPoint[], { maxLatencyUs, maxAurocDrop }: Budget): Html {
  const latencies = points.map(({ latencyUs }) => latencyUs);
  const [fastest, slowest] = [Math.min(...latencies), Math.max(...latencies)];
  // A budget far off the points is drawn at the edge: it must not press them together.
  const reach = Math.max(slowest - fastest, 0.05 * slowest);
  const [from, to] = [Math.max(0, fastest - 0.3 * reach), slowest + 0.15 * reach];
  const drops = points.map(({ aurocDrop }) => aurocDrop);
  const [low, high] = [Math.min(0, ...drops), Math.max(maxAurocDrop, ...drops)];
  // Room for whole dots at the edges.
  const margin = 0.12 * Math.max(high - low, 1e-3);
  const x = {
    scale: linearScale(from, to),
    label: 'median latency',
    format: (value: number) => (value === 0 ? '0' : microseconds(value)),
  };
  const y = {
    scale: linearScale(low - margin, high + margin),
    label: 'AUROC drop (up is worse)',
    format: (value: number) => (value === 0 ? '0' : signed(value)),
  };
  const largest = Math.max(...points.map(({ modelBytes }) => modelBytes));
  const limits = [
    segment('level', [0, y.scale.at(maxAurocDrop)], [1, y.scale.at(maxAurocDrop)]),
    ...(maxLatencyUs === null
      ? []
      : [segment('level', [x.scale.at(maxLatencyUs), 0], [x.scale.at(maxLatencyUs), 1])]),
  ];
  // The front over the rest, and small dots over large ones.
  const order = points
    .map((point, i) => ({ point, number: i + 1 }))
    .sort(
      (a, b) =>
        Number(a.point.isOnFront) - Number(b.point.isOnFront) ||
        b.point.modelBytes - a.point.modelBytes,
    );
  const marks = order.map(({ point, number }) => {
    const radius = Math.max(radii.smallest, radii.largest * Math.sqrt(point.modelBytes / largest));
    const place = [x.scale.at(point.latencyUs), y.scale.at(point.aurocDrop)] as const;
    return bubbleAt(styleOf(point), place, radius, number);
  });
  return plot({ title: 'Median latency against AUROC drop', x, y, shape: 'wide' }, limits, marks);
}

function styleOf({ isChosen, isOnFront, broken }: ParetoPoint): string {
  if (isChosen) return 'dot chosen';
  return `${broken.length === 0 ? 'dot' : 'hollow'}${isOnFront ? '' : ' behind'}`;
}

const limitWords = { latency: 'too slow', size: 'too large', auroc: 'loses too much' } as const;

function pointRow(point: ParetoPoint, number: number): Html {
  const { isChosen, broken, title, isOnFront } = point;
  const verdict =
    broken.length === 0 ? 'within' : broken.map((limit) => limitWords[limit]).join(', ');
  const figures = [
    microseconds(point.latencyUs),
    signed(point.aurocDrop),
    bytes(point.modelBytes),
    isOnFront ? 'yes' : 'no',
    html`<span class="word">${isChosen ? `${verdict}, chosen` : verdict}</span>`,
  ];
  return html`<tr${isChosen ? trusted(' class="ours"') : null}>${cells(`${number}. ${title}`, figures)}</tr>`;
}

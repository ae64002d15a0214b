import { Html, type HtmlPart, html, trusted } from './html.ts';
import type { Scale } from './scale.ts';

export interface Axis {
  readonly scale: Scale;
  readonly label: string;
  readonly format: (value: number) => string;
}

export interface PlotOptions {
  /** Read out in place of the picture. */
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Shape of the drawing, width : height; 'wide' is lower on a phone than it would be by its shape. */
  readonly shape: 'wide' | 'square';
}

/**
 * A drawing with labelled axes. Only lines are SVG, stretched to the page; words are HTML beside it, so
 * that they keep their size from a phone to a print.
 * @param drawing SVG in a coordinate system of 0 to 1000 both ways, y downwards
 * @param marks HTML laid over the drawing, see {@link markAt}
 */
export function plot(
  { title, x, y, shape }: PlotOptions,
  drawing: HtmlPart,
  marks: HtmlPart = null,
): Html {
  return html`<figure class="plot ${shape}"><div class="ylabel">${y.label}</div>
<div class="yticks">${y.scale.ticks.map((v) => html`<span style="bottom:${pct(y.scale.at(v))}">${y.format(v)}</span>`)}</div>
<div class="area"><svg viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-label="${title}">${grid(x, y)}${drawing}</svg>${marks}</div>
<div class="xticks">${x.scale.ticks.map((v) => html`<span style="left:${pct(x.scale.at(v))}">${x.format(v)}</span>`)}</div>
<div class="xlabel">${x.label}</div></figure>`;
}

const grid = (x: Axis, y: Axis): Html[] => [
  ...y.scale.ticks.map((v) => segment('grid', [0, y.scale.at(v)], [1, y.scale.at(v)])),
  ...x.scale.ticks.map((v) => segment('grid', [x.scale.at(v), 0], [x.scale.at(v), 1])),
];

/** Both 0 to 1, y upwards. */
type Place = readonly [number, number];

export const line = (name: string, places: readonly Place[]): Html =>
  html`<path class="${name}" d="${pathOf(places)}"/>`;

export const segment = (name: string, from: Place, to: Place): Html => line(name, [from, to]);

/** A closed surface. */
export const surface = (name: string, places: readonly Place[]): Html =>
  html`<path class="${name}" d="${pathOf(places)}${trusted('Z')}"/>`;

/** A dot over the drawing, round whatever the drawing's shape. */
export const markAt = (name: string, [x, y]: Place): Html =>
  html`<span class="mark ${name}" style="left:${pct(x)};bottom:${pct(y)}"></span>`;

/** A dot of its own size with a number in it. @param radius pixels */
export const bubbleAt = (name: string, [x, y]: Place, radius: number, number: number): Html =>
  html`<span class="mark bubble ${name}" style="left:${pct(x)};bottom:${pct(y)};--r:${Math.round(radius)}px"><b>${number}</b></span>`;

export function pathOf(places: readonly Place[]): Html {
  const steps = places.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${unit(x)} ${unit(1 - y)}`);
  return trusted(steps.join(''));
}

const unit = (share: number): number => Math.round(10_000 * share) / 10;
const pct = (share: number): string => `${Math.round(10_000 * share) / 100}%`;

/** What a line, a surface or a mark means; `sample` is drawn as it is in the plot. */
export const legend = (items: readonly { readonly sample: Html; readonly text: string }[]): Html =>
  html`<ul class="legend">${items.map(({ sample, text }) => html`<li>${sample}${text}</li>`)}</ul>`;

export const lineSample = (name: string): Html =>
  html`<svg viewBox="0 0 40 10" aria-hidden="true"><path class="${name}" d="M0 5L40 5"/></svg>`;

export const markSample = (name: string): Html => html`<span class="mark ${name}"></span>`;

export const surfaceSample = (name: string): Html => html`<i class="${name}"></i>`;

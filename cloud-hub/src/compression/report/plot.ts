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

export const bar = (name: string, [left, bottom]: Place, [right, top]: Place): Html =>
  html`<rect class="${name}" x="${unit(left)}" y="${unit(1 - top)}" width="${unit(right - left)}" height="${unit(top - bottom)}"/>`;

/** A dot or a word over the drawing; words turn to the left of their place in its right half. */
export const markAt = (name: string, [x, y]: Place, text: HtmlPart = null): Html =>
  html`<span class="mark ${name}${x > 0.5 ? ' left' : ''}" style="left:${pct(x)};bottom:${pct(y)}">${text === null ? null : html`<b>${text}</b>`}</span>`;

export function pathOf(places: readonly Place[]): Html {
  const steps = places.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${unit(x)} ${unit(1 - y)}`);
  return trusted(steps.join(''));
}

const unit = (share: number): number => Math.round(10_000 * share) / 10;
const pct = (share: number): string => `${Math.round(10_000 * share) / 100}%`;

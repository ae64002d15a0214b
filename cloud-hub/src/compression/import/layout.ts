import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import {
  type Dim,
  elementCount,
  type Shape,
  showShape,
  type Value,
} from '@lookout/shared/onnx/value';
import { ImportError } from './import-error.ts';
import type { Layout } from './terms.ts';

export interface LayoutRequest {
  /** The model's input without the batch axis. */
  readonly shape: Shape;
  /** Of the data; null where there is none yet. */
  readonly channels: number | null;
  /** Rows of a window, for a model that leaves them open. */
  readonly windowLength: number | null;
  readonly layout: Layout | null;
}

export interface ResolvedLayout {
  readonly layout: Layout;
  /** What the network takes: [windowLength, channels], or [colours, height, width]. */
  readonly shape: readonly number[];
  /** What the model takes, after the batch axis. */
  readonly modelShape: readonly number[];
}

/** @throws ImportError `layout`, saying what the model takes and what the data has */
export function resolveLayout(request: LayoutRequest): ResolvedLayout {
  const { shape, channels } = request;
  if (
    channels !== null &&
    shape.length === 3 &&
    (request.layout ?? 'image') === 'image' &&
    shape[0] !== 1
  )
    throw new ImportError(
      'layout',
      `the model takes frames, ${showShape(['batch', ...shape])}, and the data are rows of sensors: give a ` +
        'folder of frames as --data. A model of rows takes [batch, rows, channels], [batch, channels, rows], ' +
        '[batch, 1, rows, channels] or [batch, rows · channels]',
    );
  const fitting = candidates(request).flatMap((layout) => {
    const resolved = fitTo(layout, request);
    return resolved ? [resolved] : [];
  });
  const [first, second] = fitting;
  if (first && !second) return first;
  const takes = `the model takes ${showShape(['batch', ...shape])}`;
  if (first && second)
    throw new ImportError(
      'layout',
      `${takes}, which may be ${fitting.map(({ layout }) => layout).join(' or ')}: say which with --layout`,
    );
  if (shape.length === 3 && channels === null)
    throw new ImportError(
      'layout',
      `${takes} and leaves the size of a frame open: export it with fixed colors, rows and columns`,
    );
  if (shape.some((dim) => typeof dim === 'string') && request.windowLength === null)
    throw new ImportError(
      'layout',
      `${takes} and leaves the length of a window open: say how many rows with --window`,
    );
  const data = channels === null ? 'no data was given' : `the data has ${channels} channels`;
  throw new ImportError(
    'layout',
    `${takes}, and ${data}: give the data whose columns the model was trained on (--ignore leaves ` +
      'columns out), or say how it takes a window with --layout',
  );
}

function candidates({ shape, channels, layout }: LayoutRequest): readonly Layout[] {
  if (layout) return [layout];
  if (shape.length === 1) return ['flat'];
  if (shape.length === 3)
    return channels !== null && shape[0] === 1 ? ['plane'] : channels === null ? ['image'] : [];
  // Without data, windows are taken as Lookout itself keeps them.
  return channels === null ? ['time-channels'] : ['time-channels', 'channels-time'];
}

/** Null where the shape and the data do not allow it. */
function fitTo(layout: Layout, request: LayoutRequest): ResolvedLayout | null {
  const { shape, windowLength } = request;
  const [first, second, third] = shape;
  if (layout === 'image') {
    const sizes = shape.filter((dim) => typeof dim === 'number');
    return shape.length === 3 && sizes.length === 3
      ? { layout, shape: sizes, modelShape: sizes }
      : null;
  }
  if (layout === 'flat') return shape.length === 1 ? fitFlat(request) : null;
  if (shape.length !== (layout === 'plane' ? 3 : 2) || (layout === 'plane' && first !== 1))
    return null;
  const [rowsDim, channelsDim] = {
    'time-channels': [first, second],
    'channels-time': [second, first],
    plane: [second, third],
  }[layout];
  // An axis that is left open is time: how many channels there are, weights fix.
  const open = typeof channelsDim !== 'number' && typeof rowsDim === 'number';
  if (open && request.layout === null) return null;
  const rows = sizeOf(rowsDim, windowLength);
  const columns = sizeOf(channelsDim, request.channels);
  if (rows === null || columns === null || rows < 2) return null;
  const whole: readonly number[] = [rows, columns];
  const modelShape = {
    'time-channels': whole,
    'channels-time': whole.toReversed(),
    plane: [1, ...whole],
  }[layout];
  return { layout, shape: whole, modelShape };
}

/** A fixed size that is the wanted one, or the wanted one where it is open. */
function sizeOf(dim: Dim | undefined, wanted: number | null): number | null {
  if (typeof dim !== 'number') return wanted;
  return wanted === null || wanted === dim ? dim : null;
}

function fitFlat({ shape: [size], channels, windowLength }: LayoutRequest): ResolvedLayout | null {
  if (channels === null) return null;
  const rows = typeof size === 'number' ? size / channels : windowLength;
  if (rows === null || !Number.isInteger(rows) || rows < 2) return null;
  if (windowLength !== null && windowLength !== rows) return null;
  return { layout: 'flat', shape: [rows, channels], modelShape: [rows * channels] };
}

/** A window as the model takes it: [batch, ...modelShape]. */
export function toModel(
  g: GraphBuilder,
  window: Value,
  { layout, modelShape }: ResolvedLayout,
): Value {
  if (layout === 'channels-time') return g.transpose(window, [0, 2, 1]);
  if (layout === 'flat' || layout === 'plane') return g.reshape(window, [-1, ...modelShape]);
  return window;
}

/** What the model gives back as a window: [batch, ...shape]. */
export function fromModel(
  g: GraphBuilder,
  value: Value,
  { layout, shape, modelShape }: ResolvedLayout,
): Value {
  const given = value.shape.slice(1);
  if (given.join() === shape.join()) return value;
  const own = given.join() === modelShape.join() ? value : g.reshape(value, [-1, ...modelShape]);
  if (layout === 'channels-time') return g.transpose(own, [0, 2, 1]);
  return modelShape.join() === shape.join() ? own : g.reshape(own, [-1, ...shape]);
}

export const perWindow = (shape: Shape): number | null => elementCount(shape.slice(1));

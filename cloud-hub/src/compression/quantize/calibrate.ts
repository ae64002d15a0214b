import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network } from '@lookout/shared/onnx/network';
import type { Value } from '@lookout/shared/onnx/value';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import { Histogram } from './histogram.ts';
import { QuantizeError } from './quantize-error.ts';
import { type Range, type Ranges, widened } from './range.ts';

export interface CalibrationOptions {
  /** `percentile` leaves the rarest values out at either end, and clips them. */
  readonly method: 'minmax' | 'percentile';
  readonly percentile?: number;
  /** The bounds are so many times as far from 0: 3 where only normal windows were at hand. */
  readonly margin?: number;
  readonly threads?: number;
}

/** About so much memory is used by one run. */
const runBytes = 64 * 1024 ** 2;
const largestBatch = 256;

/**
 * Between what bounds every activation of a network lies, by its name.
 * @param windows [n, ...network.input.shape], normal and spoilt ones (`calibrationWindows`)
 * @throws QuantizeError 'bad_windows', 'bad_range'
 */
export async function calibrateRanges(
  network: Network,
  windows: Float32Array,
  options: CalibrationOptions,
): Promise<Ranges> {
  const { method, percentile = 99.99, margin = 1, threads = 1 } = options;
  checkWindows(network, windows);
  const extremes = new Map<string, Range>();
  await observe(network, windows, 'extremes', threads, (name, [low = 0, high = 0]) => {
    const known = extremes.get(name) ?? { low, high };
    extremes.set(name, { low: Math.min(known.low, low), high: Math.max(known.high, high) });
  });
  for (const [name, { low, high }] of extremes)
    if (!Number.isFinite(low) || !Number.isFinite(high))
      throw new QuantizeError('bad_range', `"${name}" became ${low} or ${high} on these windows`);
  if (method === 'minmax') return mapRanges(extremes, (range) => widened(range, margin));

  const histograms = new Map([...extremes].map(([name, range]) => [name, new Histogram(range)]));
  await observe(network, windows, 'values', threads, (name, values) =>
    histograms.get(name)?.add(values),
  );
  const share = 1 - percentile / 100;
  return mapRanges(extremes, (range, name) =>
    widened(histograms.get(name)?.between(share) ?? range, margin),
  );
}

const mapRanges = (ranges: Ranges, change: (range: Range, name: string) => Range): Ranges =>
  new Map([...ranges].map(([name, range]) => [name, change(range, name)]));

function checkWindows({ input }: Network, windows: Float32Array): void {
  const size = input.shape.reduce((product, dim) => product * dim, 1);
  if (windows.length === 0 || windows.length % size !== 0) {
    const numbers = `${windows.length} numbers for windows of ${size}`;
    throw new QuantizeError('bad_windows', `calibration needs whole windows: ${numbers}`);
  }
  const bad = windows.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new QuantizeError(
      'bad_windows',
      `window ${Math.floor(bad / size)} holds ${windows[bad]}`,
    );
}

/** Runs the windows through in batches; `see` is given [low, high] of each value, or all its numbers. */
async function observe(
  network: Network,
  windows: Float32Array,
  what: 'extremes' | 'values',
  threads: number,
  see: (name: string, numbers: Float32Array) => void,
): Promise<void> {
  const { model, names, bytesPerWindow } = buildObserver(network, what);
  const size = network.input.shape.reduce((product, dim) => product * dim, 1);
  const batch = Math.min(largestBatch, Math.max(1, Math.floor(runBytes / bytesPerWindow)));
  const session = await openSession(model, threads);
  try {
    for (let from = 0; from < windows.length; from += batch * size) {
      const part = windows.subarray(from, from + batch * size);
      const input = new Tensor('float32', part, [part.length / size, ...network.input.shape]);
      await look(session, input, names, see);
    }
  } finally {
    await session.release();
  }
}

async function look(
  session: InferenceSession,
  input: Tensor,
  names: readonly string[],
  see: (name: string, numbers: Float32Array) => void,
): Promise<void> {
  const results = await session.run({ input });
  names.forEach((name, i) => {
    see(name, floatsOf(results[`value/${i}`]));
  });
}

/** `value/i` is what is asked for of the i-th float32 value, as [2] or in its own shape. */
function buildObserver(network: Network, what: 'extremes' | 'values') {
  const g = new GraphBuilder();
  const input = g.input('input', 'float32', ['batch', ...network.input.shape]);
  const values = new Map<string, Value>();
  appendNetwork(g, network, input, undefined, (value, name) => {
    if (value.type === 'float32') values.set(name, value);
    return value;
  });
  let bytesPerWindow = 0;
  [...values.values()].forEach((value, i) => {
    const fixed = value.shape.filter((dim) => typeof dim === 'number');
    bytesPerWindow += 4 * fixed.reduce((product, dim) => product * dim, 1);
    const ends = [g.op('ReduceMin', [value]), g.reduceMax(value)];
    const wanted =
      what === 'values'
        ? value
        : g.concat(
            ends.map((end) => g.reshape(end, [1])),
            0,
          );
    g.output(wanted, `value/${i}`);
  });
  return { model: g.build('lookout-observer'), names: [...values.keys()], bytesPerWindow };
}

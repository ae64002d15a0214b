import { TrainError } from './train-error.ts';

const MIN_WINDOWS = 32;

/**
 * Refuses what cannot be learned from.
 * @param windows [n, windowLength, channels], scaled
 * @returns numbers of the channels that never change: they can be trained on, but a caller should say so
 */
export function checkWindows(
  windows: Float32Array,
  { windowLength, channels }: { windowLength: number; channels: number },
  channelNames: readonly string[] = [],
): number[] {
  const size = windowLength * channels;
  if (!Number.isInteger(size) || size < 1 || windows.length % size !== 0) {
    throw new TrainError(
      'bad_shape',
      `${windows.length} numbers are not a whole number of windows of ${windowLength} rows and ${channels} channels`,
    );
  }
  const count = windows.length / size;
  if (count < MIN_WINDOWS) {
    throw new TrainError(
      'too_few_windows',
      `${count} windows are too few to train on: at least ${MIN_WINDOWS} are needed, so give a longer recording of normal operation`,
    );
  }
  const name = (channel: number) => channelNames[channel] ?? `number ${channel + 1}`;
  refuseNonFinite(windows, size, channels, name);
  const constant = constantChannels(windows, channels);
  if (constant.length === channels) {
    throw new TrainError(
      'constant_data',
      `no channel ever changes (${constant.map(name).join(', ')}): there is nothing to learn`,
    );
  }
  return constant;
}

function refuseNonFinite(
  windows: Float32Array,
  size: number,
  channels: number,
  name: (channel: number) => string,
): void {
  const at = windows.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const window = Math.floor(at / size) + 1;
  throw new TrainError(
    'not_finite',
    `channel ${name(at % channels)} holds ${windows[at]} in window ${window}: leave such rows out before training`,
  );
}

function constantChannels(windows: Float32Array, channels: number): number[] {
  const constant: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const first = windows[channel];
    let at = channel;
    while (at < windows.length && windows[at] === first) at += channels;
    if (at >= windows.length) constant.push(channel);
  }
  return constant;
}

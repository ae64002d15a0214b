import type { Golden } from '@lookout/shared/bundle/manifest';
import { type ChannelScale, divisorOf } from '@lookout/shared/detector/scaling';
import { parseModel } from '@lookout/shared/onnx/parse-model';
import { TensorProto_DataType } from 'onnx-buf';
import type { DetectorSession, InputShape } from './detector-session.ts';

/**
 * Largest |output - expected| / max(1, |expected|). Providers differ in the order of their sums; CUDA
 * multiplies in TF32 (10 bits of mantissa).
 */
const tolerance = { cpu: 1e-3, webgpu: 2e-3, cuda: 2e-2, tensorrt: 5e-2 };
/**
 * The CPU adds up what is stored in halves in float32, WebGPU in halves: on an H100, the latents of a network
 * of 1.2 billion products came out 4e-3 apart.
 */
const toleranceOfHalves = { ...tolerance, webgpu: 2e-2 };

/** How far a provider may be from what the CPU says of a model. */
export const toleranceOf = (model: Uint8Array): Golden['tolerance'] =>
  parseModel(model).graph?.initializer.some(
    ({ dataType }) => dataType === TensorProto_DataType.FLOAT16,
  )
    ? toleranceOfHalves
    : tolerance;
const normalWindows = 8;
const shiftedWindows = 8;
/** Standard deviations: far enough to be off the normal data, within the clip. */
const shiftBy = 6;

/**
 * Windows for the self-test on the device: some normal ones, and some with one channel moved, so that
 * the network's answer off the normal data is held too.
 * @param windows calibration windows, [n, windowLength, channels], engineering units
 */
export async function makeGolden(
  session: DetectorSession,
  windows: Float32Array,
  scaling: readonly ChannelScale[],
  { windowLength, channels }: InputShape,
  tolerance: Golden['tolerance'],
): Promise<Golden> {
  const size = windowLength * channels;
  const count = windows.length / size;
  const chosen = new Float32Array((normalWindows + shiftedWindows) * size);
  for (let i = 0; i < normalWindows + shiftedWindows; i++) {
    const from = Math.floor((i * count) / (normalWindows + shiftedWindows)) * size;
    chosen.set(windows.subarray(from, from + size), i * size);
    if (i % 2 === 1) shiftChannel(chosen.subarray(i * size, (i + 1) * size), i % channels, scaling);
  }
  const { score, channelError, latentKl } = await session.score(chosen);
  const latent = latentKl.length / score.length;
  return {
    tolerance,
    windows: Array.from(score, (value, i) => ({
      window: Array.from(chosen.subarray(i * size, (i + 1) * size)),
      score: value,
      channelError: Array.from(channelError.subarray(i * channels, (i + 1) * channels)),
      latentKl: Array.from(latentKl.subarray(i * latent, (i + 1) * latent)),
    })),
  };
}

function shiftChannel(
  window: Float32Array,
  channel: number,
  scaling: readonly ChannelScale[],
): void {
  const scale = scaling[channel];
  const shift = scale ? shiftBy * divisorOf(scale) : 0;
  for (let at = channel; at < window.length; at += scaling.length)
    window[at] = (window[at] ?? 0) + shift;
}

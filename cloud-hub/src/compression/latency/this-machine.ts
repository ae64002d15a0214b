import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { DeviceDescription } from '@lookout/shared/profile/latency-table';
import { env, listSupportedBackends } from 'onnxruntime-node';

/** What a latency measured here holds for. */
export const thisMachine = (): DeviceDescription => ({
  model: (boardModel() ?? cpus()[0]?.model ?? 'unknown processor').slice(0, 128),
  cores: availableParallelism(),
  arch: arch(),
  os: `${type()} ${release()}`.slice(0, 128),
  memoryBytes: totalmem(),
  ortVersion: env.versions.node ?? env.versions.common,
  providers: listSupportedBackends().map(({ name }) => name),
});

/** On boards with a device tree: 'NVIDIA Jetson Orin Nano Developer Kit'; it ends with a NUL. */
function boardModel(): string | null {
  try {
    return readFileSync('/proc/device-tree/model', 'utf8').replaceAll('\0', '').trim() || null;
  } catch {
    return null;
  }
}

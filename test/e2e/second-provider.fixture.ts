import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SimulatedGpu } from '../support/simulated-gpu.ts';
import { RemovableSwiftShader } from '../support/swift-shader.ts';

/** A provider beside the CPU's that can be taken away from an agent in mid-run. */
export interface SecondProvider {
  readonly name: 'webgpu' | 'cuda';
  /** Of the agent's process. */
  readonly env: Readonly<Record<string, string>>;
  /** For the agent's configuration. */
  readonly config: object;
  takeAway(agentPid: number): void;
  putBack(): void;
}

/** WebGPU over SwiftShader; where there is none for this machine, a CUDA that is simulated. */
export async function secondProvider(folder: string): Promise<SecondProvider> {
  const shader = await RemovableSwiftShader.in(folder);
  if (shader === null) {
    console.info('No SwiftShader here: the second provider is simulated.');
    return simulated(new SimulatedGpu(join(folder, 'runtime')));
  }
  return {
    ...{ name: 'webgpu', env: shader.environment, config: {} },
    takeAway: (agentPid) => {
      shader.takeAway();
      process.kill(driverProcess(agentPid), 'SIGKILL');
    },
    putBack: () => shader.putBack(),
  };
}

const simulated = (gpu: SimulatedGpu): SecondProvider => ({
  ...{ name: 'cuda', env: {}, config: { runtime: { onnxruntime: gpu.folder } } },
  takeAway: () => gpu.set({ there: false, runs: false }),
  putBack: () => gpu.set({}),
});

/** The one of the agent's processes that has loaded the driver. */
function driverProcess(agentPid: number): number {
  const pid = readdirSync('/proc').find(
    (name) =>
      /^\d+$/.test(name) &&
      parentOf(name) === agentPid &&
      readOr(`/proc/${name}/maps`).includes('libvk_swiftshader'),
  );
  if (pid === undefined) throw new Error('no process of the agent has loaded the driver');
  return Number(pid);
}

const parentOf = (pid: string): number =>
  Number(/^\d+ \(.*\) . (\d+)/s.exec(readOr(`/proc/${pid}/stat`))?.[1]);

/** Empty where the process has ended meanwhile. */
function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

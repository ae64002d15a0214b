import { chooseVariant } from '@lookout/shared/placement/choose-variant';
import { noMemory, type PlacementMemory } from '@lookout/shared/placement/placement';
import type { Load } from '@lookout/shared/protocol/load';
import type { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { cpu, gpu, type SimulatedDevice } from './device.ts';
import { stepMs } from './kinds.ts';
import type { Processor } from './machine.ts';

/** Says what should run next, seeing what a device tells and no more. */
export type Rule = (at: number, load: Load | null, running: Processor | null) => Processor;

export const alwaysCpu = (): Rule => () => 'cpu';
export const alwaysGpu = (): Rule => () => 'gpu';

/** Crosses over whenever the load crosses a line; the lines are those of the usual policy. */
export const threshold =
  ({ leaveGpuPercent, leaveHeadroomC }: PlacementPolicy): Rule =>
  (_, load, running) => {
    if (load === null || load.gpuPercent === null) return running ?? 'gpu';
    const isHot = load.headroomC !== null && load.headroomC < leaveHeadroomC;
    return load.gpuPercent > leaveGpuPercent || isHot ? 'cpu' : 'gpu';
  };

export function chosen(device: SimulatedDevice, policy: PlacementPolicy): Rule {
  let memory: PlacementMemory = noMemory;
  let newest: Load | null = null;
  return (at, load, running) => {
    newest = load ?? newest;
    const decision = chooseVariant(
      {
        ...{ now: at * stepMs, load: newest, stream: 'loop', strideMs: device.strideMs },
        ...{ profiles: device.profiles, cpuCount: device.cores },
        running: running === null ? null : running === 'cpu' ? cpu : gpu,
      },
      policy,
      memory,
    );
    memory = decision.memory;
    return decision.choice.provider === 'cpu' ? 'cpu' : 'gpu';
  };
}

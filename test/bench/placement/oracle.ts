import { type Day, steps } from './day.ts';
import type { SimulatedDevice } from './device.ts';
import { costs } from './kinds.ts';
import { firstState, type Outcome } from './live-through.ts';
import { type MachineState, type Processor, type Step, stepOf, windowsPerStep } from './machine.ts';

const processors = ['cpu', 'gpu'] as const;
type ByProcessor<T> = Readonly<Record<Processor, T>>;

/**
 * What a rule that knows the whole day would pay, by a dynamic programme over (step, processor). The heat of
 * its own runs is left out, so that no state but the processor is needed: the machine is never warmer than it
 * could be, and what comes out is a bound from below; regret against it is one from above. It also switches
 * at once, where every other rule waits for the device to follow.
 */
export function oracle(device: SimulatedDevice, day: Day): Outcome {
  let state: MachineState = firstState(device, day);
  let best: ByProcessor<Path> = { cpu: nothingYet, gpu: nothingYet };
  for (let at = 0; at < steps; at++) {
    const cpu = stepOf(device, day, at, 'cpu', state, 0);
    const gpu = stepOf(device, day, at, 'gpu', state, 0);
    const here: ByProcessor<Step> = { cpu, gpu };
    const next = (on: Processor): Path => {
      const other = processors.find((one) => one !== on) ?? on;
      const stays = best[on];
      const comes = switched(best[other]);
      return grown(at === 0 || stays.cost <= comes.cost ? stays : comes, here[on], on);
    };
    best = { cpu: next('cpu'), gpu: next('gpu') };
    state = cpu;
  }
  const { cost: _, ...path } = best.cpu.cost <= best.gpu.cost ? best.cpu : best.gpu;
  return { ...path, windows: windowsPerStep(device) * steps };
}

interface Path extends Omit<Outcome, 'windows'> {
  readonly cost: number;
}

const nothingYet: Path = { missed: 0, switches: 0, joules: 0, onGpu: 0, throttled: 0, cost: 0 };

const switched = (path: Path): Path => ({
  ...path,
  switches: path.switches + 1,
  cost: path.cost + costs.perSwitch,
});

const grown = (path: Path, step: Step, on: Processor): Path => ({
  switches: path.switches,
  missed: path.missed + step.missed,
  joules: path.joules + step.joules,
  onGpu: path.onGpu + (on === 'gpu' ? 1 / steps : 0),
  throttled: path.throttled + (step.clock < 1 ? 1 / steps : 0),
  cost: path.cost + step.missed + step.joules / costs.joulesPerMiss,
});

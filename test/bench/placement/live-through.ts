import { type Day, steps } from './day.ts';
import type { SimulatedDevice } from './device.ts';
import { costs, followSteps } from './kinds.ts';
import { type MachineState, type Processor, type Step, stepOf, windowsPerStep } from './machine.ts';
import type { Rule } from './rules.ts';
import { Sensors } from './sensors.ts';

export interface Outcome {
  readonly windows: number;
  readonly missed: number;
  readonly switches: number;
  readonly joules: number;
  /** Steps on the GPU, and with a throttled clock, as shares. */
  readonly onGpu: number;
  readonly throttled: number;
}

export const costOf = ({ missed, switches, joules }: Outcome): number =>
  missed + costs.perSwitch * switches + joules / costs.joulesPerMiss;

export const firstState = (device: SimulatedDevice, day: Day): MachineState => ({
  temperatureC: (day.ambientC[0] ?? 20) + 5 * device.resistance,
});

interface Wish {
  readonly to: Processor;
  readonly at: number;
}

/** A day under a rule: each choice runs `followSteps` later. */
export function liveThrough(device: SimulatedDevice, day: Day, rule: Rule): Outcome {
  const sensors = new Sensors(device, day);
  const sum = { missed: 0, switches: 0, joules: 0, onGpu: 0, throttled: 0 };
  let running = rule(0, null, null);
  let wish: Wish | undefined;
  let state = firstState(device, day);
  for (let at = 0; at < steps; at++) {
    if (wish !== undefined && at >= wish.at) {
      running = wish.to;
      sum.switches += 1;
      wish = undefined;
    }
    const step: Step = stepOf(device, day, at, running, state);
    state = step;
    sum.missed += step.missed;
    sum.joules += step.joules;
    sum.onGpu += running === 'gpu' ? 1 / steps : 0;
    sum.throttled += step.clock < 1 ? 1 / steps : 0;
    const to = rule(at + 1, sensors.read(at, running, step), running);
    wish = to === running ? undefined : nextWish(wish, to, at);
  }
  return { ...sum, windows: windowsPerStep(device) * steps };
}

const nextWish = (wish: Wish | undefined, to: Processor, at: number): Wish =>
  wish?.to === to ? wish : { to, at: at + 1 + followSteps };

import type { ChannelInfo } from '../protocol/presence.ts';
import { loopChannels } from './loop-channels.ts';
import { type FaultLevels, type LoopFault, noFaults } from './loop-faults.ts';
import { buildLoop, settledState, stepLoop } from './water-loop.ts';

export interface FaultSpan {
  readonly fault: LoopFault;
  /** 0 to 1. */
  readonly severity: number;
  /** From this row up to, not including, `toRow`; the effect begins and ends on a ramp. */
  readonly fromRow: number;
  readonly toRow: number;
}

export interface SimulationOptions {
  /** Every seed is another unit of one make. */
  readonly seed: number;
  /** Another stretch of weather, load and noise of the same unit; default: the seed. */
  readonly run?: number;
  readonly rows: number;
  readonly periodMs: number;
  /** How far units differ from the drawing: 1 as built, 0 not at all. */
  readonly variation?: number;
  readonly faults?: readonly FaultSpan[];
}

export const simulatedChannels: readonly ChannelInfo[] = loopChannels.map(({ name, unit }) => ({
  name,
  unit,
}));

/** Rows of a water loop, `[rows][channels]` in the units of `simulatedChannels`; the same for one seed. */
export function simulateRows(options: SimulationOptions): Float64Array[] {
  const { seed, run = seed, rows, periodMs, variation, faults = [] } = options;
  const loop = buildLoop(seed, run, variation);
  let state = settledState(loop, run);
  return Array.from({ length: rows }, (_, row) => {
    const step = stepLoop(loop, state, periodMs / 1000, targetsAt(faults, row));
    state = step.state;
    return step.values;
  });
}

function targetsAt(spans: readonly FaultSpan[], row: number): FaultLevels {
  const targets: Record<LoopFault, number> = { ...noFaults };
  for (const { fault, severity, fromRow, toRow } of spans)
    if (row >= fromRow && row < toRow) targets[fault] = severity;
  return targets;
}

import { Replay } from '@lookout/shared/placement/replay';
import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { parsePolicy, readPolicyKeys } from '../placement/policy-file.ts';
import { openTrace, type TraceStep } from './placement-files.ts';
import { placementDocument, placementTable, switchLine } from './placement-report.ts';

export interface SimulatePlacementOptions {
  readonly trace: string;
  readonly policy?: string;
  readonly json: boolean;
}

export async function simulatePlacement(options: SimulatePlacementOptions): Promise<void> {
  const policy =
    options.policy === undefined
      ? PlacementPolicy.parse({})
      : parsePolicy(options.policy, readPolicyKeys(options.policy));
  const { recorded, steps } = await openTrace(options.trace);
  const replay = new Replay(recorded, policy);
  let told = 0;
  for await (const step of steps) {
    goOn(replay, step);
    const news = replay.switches.slice(told);
    told += news.length;
    if (!options.json) for (const one of news) process.stdout.write(`${switchLine(one)}\n`);
  }
  const summary = replay.summary();
  const text = options.json
    ? JSON.stringify(placementDocument(replay.switches, summary), null, 2)
    : `\n${placementTable(summary)}`;
  process.stdout.write(`${text}\n`);
}

/** By one line of the trace. */
export function goOn(replay: Replay, step: TraceStep): void {
  if (step.kind === 'known') replay.change(step.recorded);
  else if (step.forMs === null) replay.take(step.load);
  else for (const _lived of replay.hold(step.load, step.forMs));
}

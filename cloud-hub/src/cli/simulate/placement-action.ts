import { Replay } from '@lookout/shared/placement/replay';
import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { parsePolicy, readPolicyKeys } from '../placement/policy-file.ts';
import { openTrace } from './placement-files.ts';
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
  const { recorded, samples } = await openTrace(options.trace);
  const replay = new Replay(recorded, policy);
  let told = 0;
  for await (const sample of samples) {
    replay.take(sample);
    const next = replay.switches[told];
    if (next === undefined) continue;
    told += 1;
    if (!options.json) process.stdout.write(`${switchLine(next)}\n`);
  }
  const summary = replay.summary();
  const text = options.json
    ? JSON.stringify(placementDocument(replay.switches, summary), null, 2)
    : `\n${placementTable(summary)}`;
  process.stdout.write(`${text}\n`);
}

import type { PlacementScope } from '@lookout/shared/protocol/placements';
import { type Command, Option } from 'commander';
import { amount } from '../options.ts';
import { type PolicyOptions, scopeOption, withPolicyOptions } from './policy-options.ts';
import type { TraceOptions } from './trace-action.ts';

export interface ListOptions {
  readonly site?: string;
  readonly problems: boolean;
  readonly json: boolean;
}
export interface WhatIfOptions extends PolicyOptions {
  readonly scope: PlacementScope;
  readonly hours: number;
  readonly json: boolean;
}

const examples = `
A policy is for the fleet, a site, a label, a device or a stream; of those that fit a stream the most specific
holds, whole. A hub that runs acts on it at once. Every limit is a key of the JSON of --file; the usual ones
are options too ("lookout placement policy set --help").

What-if changes nothing: it replays the load of the last hours with another policy. "trace" writes that load to
a file, for "lookout simulate placement" on any machine.

Examples
  lookout placement list --problems
  lookout placement show pump-1
  lookout placement policy set site:plant-a --prefer gpu --leave-gpu 70
  lookout placement policy set stream:pump-1/loop --pin gpu-fp16@cuda
  lookout placement policy set label:cooling=poor --forbid gpu
  lookout placement policy remove stream:pump-1/loop
  lookout placement what-if --power-saving --scope site:plant-a --hours 24
  lookout placement trace pump-1 --out load.jsonl
`;

const json = ['--json', 'print one JSON document', false] as const;

export function registerPlacement(program: Command): void {
  const placement = program
    .command('placement')
    .summary('which variant every stream runs, on CPU or GPU, and why')
    .description(
      'Which variant of its release each stream runs, on CPU or GPU, as the hub chooses by load; and the policies that it keeps to. Works whether the hub runs or not.',
    )
    .addHelpText('after', examples);
  placement
    .command('list')
    .description('Lists every stream with what it runs and why.')
    .option('--site <name>', 'only there')
    .option('--problems', 'only streams that have problems', false)
    .option(...json)
    .action(async (options: ListOptions) => {
      const { listPlacements } = await import('./placement-actions.ts');
      await listPlacements(options);
    });
  placement
    .command('show <device/stream>')
    .description(
      'Shows one stream: profiles, predictions, choices, switches and policies. The device alone will do where it has one stream.',
    )
    .option(...json)
    .action(async (asset: string, options: { json: boolean }) => {
      const { showPlacement } = await import('./placement-actions.ts');
      await showPlacement(asset, options.json);
    });
  withPolicyOptions(
    placement
      .command('what-if')
      .description('Replays stored load: what this policy would have chosen, against what ran.'),
  )
    .addOption(
      new Option('--scope <scope>', 'fleet, site:A, label:K=V, device:D or stream:D/S')
        .argParser(scopeOption)
        .default({ kind: 'fleet' }, 'fleet'),
    )
    .option('--hours <n>', 'how much of the stored load, up to now; 168 at most', amount, 24)
    .option(...json)
    .action(async (options: WhatIfOptions) => {
      const { askWhatIf } = await import('./what-if-action.ts');
      await askWhatIf(options);
    });
  placement
    .command('trace <device>')
    .description('Writes the stored load of a device to a file, for "lookout simulate placement".')
    .option('--stream <name>', 'needed where the device has several')
    .option('--hours <n>', 'how much of the stored load, up to now; 168 at most', amount, 24)
    .requiredOption('--out <file>', 'where to write it, JSON lines; what is there is replaced')
    .action(async (device: string, options: TraceOptions) => {
      const { writeTrace } = await import('./trace-action.ts');
      await writeTrace(device, options);
    });
  registerPolicies(placement);
}

function registerPolicies(placement: Command): void {
  const policy = placement
    .command('policy')
    .description('What operators want, and for whom: list, set, remove.');
  policy
    .command('list')
    .description('Lists the policies that were set, the most general first.')
    .option(...json)
    .action(async (options: { json: boolean }) => {
      const { listPolicies } = await import('./policy-actions.ts');
      await listPolicies(options.json);
    });
  withPolicyOptions(
    policy
      .command('set')
      .argument('<scope>', 'fleet, site:A, label:K=V, device:D or stream:D/S', scopeOption)
      .description(
        'Sets a policy, whole: what is not given is as it is built in (in brackets below), whatever was set before.',
      ),
  )
    .option(...json)
    .action(async (scope: PlacementScope, options: PolicyOptions & { json: boolean }) => {
      const { setPolicy } = await import('./policy-actions.ts');
      await setPolicy(scope, options, options.json);
    });
  policy
    .command('remove')
    .argument('<scope>', 'as it was set', scopeOption)
    .description('Takes a policy away: the next more general one holds again.')
    .action(async (scope: PlacementScope) => {
      const { removePolicy } = await import('./policy-actions.ts');
      await removePolicy(scope);
    });
}

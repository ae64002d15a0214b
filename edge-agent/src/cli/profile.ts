import { type Command, InvalidArgumentError } from 'commander';

export interface ProfileOptions {
  readonly bundle: readonly string[];
  readonly provider?: readonly string[];
  readonly batch: readonly number[];
  readonly seconds: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly onnxruntime?: string;
}

const help = `
What is measured
  p50, p99    of a whole run on one thread, as the agent does it; the bundles take turns in one process
  first       the first run at this batch, with all that is set up in it
  faster      how many times faster than the first bundle, with the 95 % interval
  memory      high-water mark above a process that has ONNX Runtime and no detector
  golden      whether the bundle gives on this provider what it was built to give
  The last line of each provider is a graph of one node: the price of the call, which no detector undercuts.
  Frames are timed in runs that are no larger than the agent's own: 3 of 224×224.
  Where a provider leaves nodes to the CPU this says so; one that runs nothing itself is not timed.

Examples
  lookout-agent profile --bundle detectors/press detectors/press-small
  lookout-agent profile --bundle detectors/press --provider cpu,cuda --out profile.json
  lookout compress --profile profile.json ...              # on the hub: searches with these figures

Exit code 1: a bundle disagrees with its golden windows, or a provider that was asked for cannot be used.`;

export function registerProfile(program: Command): void {
  program
    .command('profile')
    .description('Time detectors on this device and its providers, and check what they say.')
    .requiredOption(
      '--bundle <dir...>',
      'folders of bundles; the others are compared with the first',
    )
    .option(
      '--provider <name...>',
      'cpu, cuda, webgpu, ...; without it, all that can be used',
      names,
    )
    .option('--batch <n,n>', 'windows in a run', batches, [1, 32])
    .option('--seconds <n>', 'at most so long for the timing of a provider', seconds, 10)
    .option('--out <file>', 'write the table for "lookout compress --profile"')
    .option('--json', 'print the table as JSON')
    .option(
      '--onnxruntime <dir>',
      'folder of another build of onnxruntime-node, as runtime.onnxruntime of the agent’s file',
    )
    .addHelpText('after', help)
    .action(async (options: ProfileOptions) => {
      const { profile } = await import('./profile/profile-action.ts');
      process.exitCode = await profile(options);
    });
}

/** Those that onnxruntime-node can be built with. */
const known = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'coreml', 'dml', 'xnnpack', 'qnn'];

function names(text: string, earlier: readonly string[] = []): readonly string[] {
  const asked = text.split(',').map((name) => name.trim().toLowerCase());
  const strange = asked.find((name) => !known.includes(name));
  if (strange !== undefined)
    throw new InvalidArgumentError(
      `There is no provider "${strange}"; there are ${known.join(', ')}.`,
    );
  return [...new Set([...earlier, ...asked])];
}

function batches(text: string): readonly number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= 1024))
    return [...new Set(sizes)];
  throw new InvalidArgumentError('Expected whole numbers from 1 to 1024, such as 1,32.');
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 3_600) return value;
  throw new InvalidArgumentError('Expected a number of seconds, at most an hour.');
}

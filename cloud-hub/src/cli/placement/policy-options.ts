import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { type PlacementScope, parseScope } from '@lookout/shared/protocol/placements';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { integerBetween } from '../options.ts';
import { duration, shareOf } from '../rollout/wave-option.ts';
import { parsePolicy, readPolicyKeys } from './policy-file.ts';

export interface PolicyOptions {
  readonly file?: string;
  readonly pin?: PlacementPolicy['pin'];
  readonly prefer?: 'cpu' | 'gpu';
  readonly forbid?: 'cpu' | 'gpu';
  readonly powerSaving?: true;
  readonly deadline?: number;
  readonly deadlineShare?: number;
  readonly leaveGpu?: number;
  readonly returnGpu?: number;
  readonly leaveHeadroom?: number;
  readonly returnHeadroom?: number;
  readonly dwell?: number;
  readonly maxSwitches?: number;
}

/** `VARIANT` or `VARIANT@PROVIDER`. */
function pinOf(text: string): PlacementPolicy['pin'] {
  const [variant = '', provider = null, ...rest] = text.split('@');
  const parsed = PlacementPolicy.shape.pin.safeParse({ variant, provider });
  if (variant !== '' && rest.length === 0 && parsed.success) return parsed.data;
  throw new InvalidArgumentError('Expected VARIANT or VARIANT@PROVIDER, such as gpu-fp16@cuda.');
}

export function scopeOption(text: string): PlacementScope {
  const scope = parseScope(text);
  if (scope !== null) return scope;
  throw new InvalidArgumentError(
    'Expected fleet, site:NAME, label:KEY=VALUE, device:NAME or stream:DEVICE/STREAM.',
  );
}

const percent = integerBetween(0, 100);
const kelvin = integerBetween(0, 100);
const processor = (flags: string, about: string) =>
  new Option(flags, about).choices(['cpu', 'gpu']);

export const withPolicyOptions = (command: Command): Command =>
  command
    .option('--file <json>', 'a policy as JSON; options given beside it take the place of its keys')
    .option('--pin <variant>', 'run this and nothing else, such as gpu-fp16@cuda', pinOf)
    .addOption(
      processor('--prefer <processor>', 'taken wherever it meets the deadline and the limits'),
    )
    .addOption(processor('--forbid <processor>', 'never used while anything else can run'))
    .option('--power-saving', 'of those that meet the deadline, the one that takes least energy')
    .option('--deadline <time>', 'most lag of a score (p95), such as 20ms', duration)
    .option('--deadline-share <share>', '... or as a share of the stride (0.5)', shareOf)
    .option('--leave-gpu <percent>', 'leave the GPU when others use more of it (80)', percent)
    .option('--return-gpu <percent>', '... and take it again when they use less (50)', percent)
    .option('--leave-headroom <C>', 'leave the GPU nearer to throttling than this (5)', kelvin)
    .option('--return-headroom <C>', '... and take it again further from it (12)', kelvin)
    .option('--dwell <time>', 'shortest time between two switches (2m)', duration)
    .option('--max-switches <n>', 'most switches an hour (6)', integerBetween(0, 60));

/** What is not said is as it is built in. @throws CliError */
export function policyOf(options: PolicyOptions): PlacementPolicy {
  const { pin, prefer, forbid, powerSaving, deadline, deadlineShare } = options;
  const given = {
    ...{ pin, prefer, powerSaving, deadlineShare, deadlineMs: deadline },
    forbid: forbid === undefined ? undefined : [forbid],
    ...{ leaveGpuPercent: options.leaveGpu, returnGpuPercent: options.returnGpu },
    ...{ leaveHeadroomC: options.leaveHeadroom, returnHeadroomC: options.returnHeadroom },
    ...{ dwellMs: options.dwell, maxSwitchesPerHour: options.maxSwitches },
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return parsePolicy(options.file ?? 'policy', {
    ...(options.file !== undefined && readPolicyKeys(options.file)),
    ...Object.fromEntries(set),
  });
}

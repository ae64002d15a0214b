import { readFileSync } from 'node:fs';
import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { type PlacementScope, parseScope } from '@lookout/shared/protocol/placements';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { usageError } from '../exit.ts';
import { integerBetween } from '../options.ts';
import { duration, shareOf } from '../rollout/wave-option.ts';

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
export function pinOf(text: string): PlacementPolicy['pin'] {
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
    .option('--file <json>', 'a policy as JSON; options given beside it take its place')
    .option('--pin <variant>', 'this and nothing else, such as gpu-fp16@cuda', pinOf)
    .addOption(processor('--prefer <processor>', 'wherever it meets the deadline and the limits'))
    .addOption(processor('--forbid <processor>', 'while anything else can run'))
    .option('--power-saving', 'of those that meet the deadline the one that takes least energy')
    .option('--deadline <time>', "of a window's score, such as 20ms", duration)
    .option('--deadline-share <share>', 'of the distance of two windows (0.5)', shareOf)
    .option('--leave-gpu <percent>', 'used by others, above which it is left (80)', percent)
    .option('--return-gpu <percent>', '... and below which it is taken again (50)', percent)
    .option('--leave-headroom <kelvin>', 'to throttling, below which the GPU is left (5)', kelvin)
    .option('--return-headroom <kelvin>', '... and above which it is taken again (12)', kelvin)
    .option('--dwell <time>', 'no switch sooner after the last (2m)', duration)
    .option('--max-switches <n>', 'an hour (6)', integerBetween(0, 60));

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
  const parsed = PlacementPolicy.safeParse({
    ...(options.file !== undefined && readPolicy(options.file)),
    ...Object.fromEntries(set),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw usageError(`${options.file ?? 'policy'}: ${issue?.path.join('.')}: ${issue?.message}`);
}

function readPolicy(file: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return { ...read };
  } catch (error) {
    throw usageError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw usageError(`${file}: expected one JSON object, a placement policy`);
}

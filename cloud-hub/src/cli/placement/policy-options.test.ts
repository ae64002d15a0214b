import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { type PolicyOptions, policyOf, withPolicyOptions } from './policy-options.ts';

function parsed(...args: string[]): PlacementPolicy {
  const command = withPolicyOptions(
    new Command().exitOverride().configureOutput({ writeErr: () => undefined }),
  );
  command.parse(args, { from: 'user' });
  return policyOf(command.opts<PolicyOptions>());
}
const builtIn = PlacementPolicy.parse({});

test.each<[string[], Partial<PlacementPolicy>]>([
  [[], {}],
  [['--pin', 'gpu-fp16@cuda'], { pin: { variant: 'gpu-fp16', provider: 'cuda' } }],
  [['--pin', 'gpu-fp16'], { pin: { variant: 'gpu-fp16', provider: null } }],
  [['--prefer', 'gpu', '--leave-gpu', '70'], { prefer: 'gpu', leaveGpuPercent: 70 }],
  [['--forbid', 'gpu', '--power-saving'], { forbid: ['gpu'], powerSaving: true }],
  [['--deadline', '20ms', '--dwell', '5m'], { deadlineMs: 20, dwellMs: 300_000 }],
])('%j', (args, policy) => {
  expect(parsed(...args)).toEqual({ ...builtIn, ...policy });
});

test.each([
  [['--pin', 'a@b@c'], /VARIANT@PROVIDER/],
  [['--prefer', 'npu'], /cpu, gpu/],
  [['--deadline-share', '0'], /deadlineShare/],
  [['--file', '/nowhere/policy.json'], /policy\.json: cannot be read \(ENOENT\)/],
  [['--file', import.meta.filename], /policy-options\.test\.ts: is no JSON/],
])('%j is refused', (args, message) => {
  expect(() => parsed(...args)).toThrow(message);
});

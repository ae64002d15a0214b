import { type PlacementScope, scopeText } from '@lookout/shared/protocol/placements';
import { print } from '../beside-hub.ts';
import { table } from '../table.ts';
import { onPlacements } from './placement-actions.ts';
import { type PolicyOptions, policyOf } from './policy-options.ts';
import { plural, policyText, when } from './words.ts';

/** Who it was: the shell knows no users of the hub. */
const by = 'command line';

export async function listPolicies(json: boolean): Promise<void> {
  const { policies: all, unread } = await onPlacements(({ policies }) => policies.list());
  const rows = all.map(({ scope, policy, changedAt, changedBy }) => [
    ...[scopeText(scope), when(changedAt), changedBy, policyText(policy)],
  ]);
  const text = rows.length === 0 ? 'None was set: the built-in one holds everywhere.' : '';
  const lines = unread.map(
    ({ scope, why }) => `Warning: what is stored for ${scope} holds for nobody: ${why}`,
  );
  const shown = text === '' ? table(['for', 'set at', 'by', 'policy'], rows) : text;
  print(json, all, [shown, ...lines].join('\n'));
}

export async function setPolicy(
  scope: PlacementScope,
  options: PolicyOptions,
  json: boolean,
): Promise<void> {
  const policy = policyOf(options);
  const set = await onPlacements(({ policies }) => policies.set({ scope, policy }, by));
  const held = `Set for ${scopeText(scope)}: it holds for ${plural(set.streams, 'stream')} (${policyText(policy)}).`;
  print(json, set, [held, ...set.warnings.map((text) => `Warning: ${text}`)].join('\n'));
}

export async function removePolicy(scope: PlacementScope): Promise<void> {
  await onPlacements(({ policies }) => policies.remove(scope));
  process.stdout.write(`The policy for ${scopeText(scope)} is gone.\n`);
}

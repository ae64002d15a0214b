import { createInterface } from 'node:readline/promises';
import type { RolloutAct, RolloutPlan, RolloutPreview } from '@lookout/shared/protocol/rollouts';
import { type RolloutsBesideHub, rolloutsBesideHub } from '../../rollout/rollouts-beside-hub.ts';
import { besideHub, print } from '../beside-hub.ts';
import { usageError } from '../exit.ts';
import { table } from '../table.ts';
import { planOf } from './plan-draft.ts';
import type { PlanOptions } from './plan-options.ts';
import type { ActName, ActOptions } from './rollout.ts';
import { progressOf } from './rollout-words.ts';

/** Who it was, in the history: the shell knows no users of the hub. */
const by = 'command line';

export const onRollouts = <T>(work: (rooms: RolloutsBesideHub) => Promise<T>): Promise<T> =>
  besideHub((database, config) => work(rolloutsBesideHub(database, config)));

export async function createRollout(release: string, options: PlanOptions): Promise<void> {
  const detail = await onRollouts(async ({ registry, rollouts }) => {
    const drafted = await rollouts.create(await planFor(registry, release, options), by);
    return options.yes === true
      ? rollouts.act(drafted.rollout.id, { act: 'approve' }, by)
      : drafted;
  });
  const { id, name, state } = detail.rollout;
  const next = state === 'DRAFT' ? `\nLook at it, then: lookout rollout approve ${id}` : '';
  print(options.json === true, detail, `${name} is ${state}: ${id}${next}`);
}

export async function previewRollout(release: string, options: PlanOptions): Promise<void> {
  const preview = await onRollouts(async ({ registry, rollouts }) =>
    rollouts.preview(await planFor(registry, release, options)),
  );
  print(options.json === true, preview, previewText(preview));
}

export async function listRollouts(json: boolean): Promise<void> {
  const all = await onRollouts(({ rollouts }) => rollouts.list());
  const rows = all.map((rollout) => [
    rollout.name,
    rollout.id.slice(0, 8),
    `${rollout.model}@${rollout.version}`,
    rollout.state,
    progressOf(rollout),
    rollout.createdBy,
  ]);
  const header = ['rollout', 'id', 'release', 'state', 'committed', 'by'];
  print(json, all, rows.length === 0 ? 'There are no rollouts.' : table(header, rows));
}

export async function actOnRollout(
  name: ActName,
  text: string,
  { json, reason = '', yes }: ActOptions,
): Promise<void> {
  if (yes === false) await confirm(name, text);
  const { rollout } = await onRollouts(async ({ rollouts }) =>
    rollouts.act(await rollouts.resolve(text), actOf(name, reason), by),
  );
  print(json, rollout, `${rollout.name} is ${rollout.state}: ${rollout.reason ?? ''}`);
}

function actOf(name: ActName, reason: string): RolloutAct {
  switch (name) {
    case 'pause':
    case 'halt':
      return { act: name, reason };
    case 'abort':
      return { act: 'abort', revert: false, reason };
    case 'revert':
      return { act: 'abort', revert: true, reason };
    case 'next':
      return { act: 'startWave' };
    default:
      return { act: name };
  }
}

async function confirm(name: string, text: string): Promise<void> {
  if (!process.stdin.isTTY) throw usageError(`${name} needs --yes where nobody can be asked`);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`${name} ${text}? [y/N] `);
  lines.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw usageError('nothing was done');
}

async function planFor(
  registry: RolloutsBesideHub['registry'],
  release: string,
  options: PlanOptions,
): Promise<RolloutPlan> {
  const { id, manifest } = await registry.resolve(release);
  return planOf({ id, title: `${manifest.model}@${manifest.version}` }, options);
}

function previewText({ waves, left }: RolloutPreview): string {
  const rows = waves.flatMap(({ name, members }) =>
    members.map((m) => [name, `${m.device}/${m.stream}`, m.site, m.variant, m.tail ? 'away' : '']),
  );
  const without = left.map((m) => `  ${m.device}/${m.stream}: ${m.reason}`);
  return [
    rows.length === 0
      ? 'Nobody would get it.'
      : table(['wave', 'asset', 'site', 'variant', ''], rows),
    ...(without.length > 0 ? ['', 'In no wave:', ...without] : []),
  ].join('\n');
}

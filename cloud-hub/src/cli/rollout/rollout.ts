import type { Command } from 'commander';
import { type PlanOptions, planOptions } from './plan-options.ts';

const examples = `
Examples
  lookout rollout preview pump@7 --site plant-a
  lookout rollout create pump@7 --wave canary:count=1 --wave 10% --wave rest --soak 10m
  lookout rollout create pump@7 --yes && lookout rollout watch pump@7
  lookout rollout halt pump@7 --reason "night shift saw odd alarms"
  lookout rollout revert pump@7 --yes

watch ends with 0 where the rollout succeeded, and with 3 where it was halted, aborted or reverted.
`;

export function registerRollout(program: Command): void {
  const rollout = program
    .command('rollout')
    .summary('bring a release to devices in waves, and take it back')
    .description(
      'Rollouts of releases. Works beside a running hub, which carries out what is decided here.',
    )
    .addHelpText('after', examples);
  registerPlans(rollout);
  registerReads(rollout);
  registerActs(rollout);
}

function registerPlans(rollout: Command): void {
  planOptions(
    rollout
      .command('create <release>')
      .description('Drafts a rollout; with --yes it is approved at once.')
      .option('--yes', 'approve it at once'),
  ).action(async (release: string, options: PlanOptions) => {
    const { createRollout } = await import('./rollout-actions.ts');
    await createRollout(release, options);
  });
  planOptions(
    rollout
      .command('preview <release>')
      .description('Shows who would be in which wave, and who in none, and why. Nothing is kept.'),
  ).action(async (release: string, options: PlanOptions) => {
    const { previewRollout } = await import('./rollout-actions.ts');
    await previewRollout(release, options);
  });
}

function registerReads(rollout: Command): void {
  rollout
    .command('list')
    .description('Lists rollouts, the newest first.')
    .option('--json', 'print one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const { listRollouts } = await import('./rollout-actions.ts');
      await listRollouts(json);
    });
  rollout
    .command('show <rollout>')
    .description(
      'Shows its waves, gates, failed members and history, and what keeps it from going on.',
    )
    .option('--json', 'print one JSON document', false)
    .action(async (id: string, { json }: { json: boolean }) => {
      const { showRollout } = await import('./show-action.ts');
      await showRollout(id, json);
    });
  rollout
    .command('watch <rollout>')
    .description('Prints a line for every change until it ends.')
    .option('--json', 'print one JSON document a line', false)
    .action(async (id: string, { json }: { json: boolean }) => {
      const { watchRollout } = await import('./watch-action.ts');
      await watchRollout(id, json);
    });
}

const acts = [
  ['approve', 'Lets it begin: devices are assigned the release, wave by wave.', false],
  ['pause', 'Begins nothing new; devices on their way go on.', true],
  ['resume', 'Lets a paused or halted rollout go on.', false],
  ['halt', 'Stops it at once: devices on their way hold, and judge with the bundle before.', true],
  ['next', 'Lets the next wave begin, where it waits for a person.', false],
  ['abort', 'Ends it; devices that committed keep the release.', true],
  ['revert', 'Ends it, and takes every device back to what it ran before.', true],
] as const;
export type ActName = (typeof acts)[number][0];

function registerActs(rollout: Command): void {
  for (const [name, description, hasReason] of acts) {
    const command = rollout
      .command(`${name} <rollout>`)
      .description(description)
      .option('--json', 'print one JSON document', false);
    if (hasReason) command.option('--reason <text>', 'for the history', '');
    if (name === 'revert' || name === 'abort' || name === 'approve')
      command.option('--yes', 'do not ask', false);
    command.action(async (id: string, options: ActOptions) => {
      const { actOnRollout } = await import('./rollout-actions.ts');
      await actOnRollout(name, id, options);
    });
  }
}

export interface ActOptions {
  readonly json: boolean;
  readonly reason?: string;
  readonly yes?: boolean;
}

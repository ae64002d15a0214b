import type { Command } from 'commander';
import { integerBetween } from '../options.ts';
import { duration, shareOf, type Wave, wave } from './wave-option.ts';

export interface PlanOptions {
  readonly name?: string;
  readonly variant: string;
  readonly wave?: readonly Wave[];
  readonly byHand: boolean;
  readonly success: number;
  readonly maxFailures: number;
  readonly minSample: number;
  readonly soak: number;
  readonly site: readonly string[];
  readonly device: readonly string[];
  readonly stream: readonly string[];
  readonly label: Readonly<Record<string, string>>;
  readonly accept: number;
  readonly download: number;
  readonly install: number;
  readonly assignment: number;
  readonly shadow: number;
  readonly trial: number;
  readonly start?: string;
  readonly yes: boolean;
  readonly json: boolean;
}

const examples = `
Examples
  lookout rollout preview pump@7 --site plant-a
  lookout rollout create pump@7 --wave canary:count=1 --wave 10% --wave rest --soak 10m
  lookout rollout create pump@7 --yes && lookout rollout watch pump@7
  lookout rollout halt pump@7 --reason "night shift saw odd alarms"
  lookout rollout revert pump@7 --yes

watch ends with 0 where the rollout succeeded, and with 3 where it was halted, aborted or reverted.
`;

const many = (text: string, earlier: readonly string[]): string[] => [...earlier, text];
const pairs = (text: string, earlier: Readonly<Record<string, string>>) => {
  const at = text.indexOf('=');
  return { ...earlier, [text.slice(0, Math.max(at, 0))]: text.slice(at + 1) };
};

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
      .option('--yes', 'approve it', false),
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

const planOptions = (command: Command): Command =>
  command
    .option('--name <text>', "default: the release's model and version")
    .option('--variant <name>', 'auto: the first that each device can run', 'auto')
    .option('--wave <rule>', 'canary:count=1, 10%, site=A, label=K=V, hand=D/S, rest; often', wave)
    .option('--by-hand', 'every wave but the first waits for a person', false)
    .option('--success <share>', 'of a wave, before the next begins', shareOf, 0.9)
    .option('--max-failures <share>', 'of those that ended; above it, it halts', shareOf, 0.1)
    .option('--min-sample <n>', 'ended, before shares are judged', integerBetween(1, 1e6), 1)
    .option('--soak <time>', 'between the waves', duration, 0)
    .option('--site <name>', 'only there; often', many, [])
    .option('--device <name>', 'only these; often', many, [])
    .option('--stream <name>', 'only these; often', many, [])
    .option('--label <key=value>', 'only those that have it; often', pairs, {})
    .option('--accept <time>', 'from the assignment until it is taken up', duration, 600_000)
    .option('--download <time>', 'for the files', duration, 3_600_000)
    .option('--install <time>', 'from the files to the commit', duration, 3_600_000)
    .option('--assignment <time>', 'not taken up later than that', duration, 30 * 86_400_000)
    .option('--shadow <n>', 'windows scored by both', integerBetween(0, 100_000), 60)
    .option('--trial <n>', 'windows judged by the new one alone', integerBetween(0, 100_000), 60)
    .option('--start <time>', 'not before, such as 2026-01-31T22:00Z')
    .option('--json', 'print one JSON document', false);

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

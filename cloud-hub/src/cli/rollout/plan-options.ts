import { Gates, type MaintenanceWindow } from '@lookout/shared/protocol/rollouts';
import { type Command, Option } from 'commander';
import { integerBetween } from '../options.ts';
import { type Limit, latency, memory, orOff, ratio, temperature } from './gate-option.ts';
import { maintenanceWindow, startTime } from './schedule-option.ts';
import { labelOf, nameOf } from './target-option.ts';
import { duration, durationFrom, shareOf, type Wave, wave } from './wave-option.ts';

/** Times in milliseconds but `maxLatency`, which is in microseconds. */
export interface PlanOptions {
  readonly name?: string;
  readonly variant: string;
  readonly site: readonly string[];
  readonly device: readonly string[];
  readonly stream: readonly string[];
  readonly label: Readonly<Record<string, string>>;
  readonly wave?: readonly Wave[];
  readonly byHand?: boolean;
  readonly success: number;
  readonly maxFailures: number;
  readonly minSample: number;
  readonly soak: number;
  readonly maxAurocDrop: Limit;
  readonly minAgreement: Limit;
  readonly maxAlertRatio: Limit;
  readonly maxLatencyRatio: Limit;
  readonly maxLatency: Limit;
  readonly maxMemory: Limit;
  readonly maxTemperature: Limit;
  readonly maxQueue: Limit;
  readonly shadow: number;
  readonly trial: number;
  readonly accept: number;
  readonly download: number;
  readonly install: number;
  readonly assignment: number;
  readonly start?: number;
  readonly window: readonly MaintenanceWindow[];
  readonly yes?: boolean;
  readonly json?: boolean;
}

const planHelp = `
Units and forms
  <share>  0.9 or 90%          <time>   90s, 10m, 2h or 1d
  <size>   64MiB or 1.5GB      <ratio>  1.5
  <rule>   count=3, 10%, site=A,B, label=KEY=VALUE, hand=DEVICE/STREAM,… or rest; NAME:RULE gives it a name
  <days from-to zone>  "mon-fri 22:00-04:00 Europe/Berlin" or "daily 01:00-05:00 UTC"; may end on the next day

Examples
  lookout rollout preview pump@7 --site plant-a
  lookout rollout create pump@7 --wave canary:count=1 --wave 10% --wave rest --soak 10m --success 95%
  lookout rollout create pump@7 --max-latency 2ms --max-temperature 85 --min-agreement off
  lookout rollout create pump@7 --start 2027-01-31T22:00+01:00 --window "daily 22:00-04:00 Europe/Berlin"
  lookout rollout create pump@7 --wave canary:site=lab --wave rest --by-hand --yes
`;

export function planOptions(command: Command): Command {
  command
    .option('--name <text>', "default: the release's model and version")
    .option('--variant <name>', 'auto: for each device the first that it can run', 'auto')
    .option('--json', 'print one JSON document');
  targetOptions(command);
  waveOptions(command);
  gateOptions(command);
  deviceOptions(command);
  return scheduleOptions(command).addHelpText('after', planHelp);
}

const targetOptions = (command: Command): Command =>
  command
    .optionsGroup('For whom; all that is given must hold. Each may be given often:')
    .addOption(option('--site <name>', 'only there', [], 'all', nameOf))
    .addOption(option('--device <name>', 'only these', [], 'all', nameOf))
    .addOption(option('--stream <name>', 'only these', [], 'all', nameOf))
    .addOption(option('--label <key=value>', 'only those that have it', {}, 'all', labelOf));

const waveOptions = (command: Command): Command =>
  command
    .optionsGroup('Waves, in this order; an asset is in the first that it fits:')
    .option(
      '--wave <rule>',
      'who is in it; often (default: canary:count=1, then 10%, then rest)',
      wave,
    )
    .option('--by-hand', 'every wave but the first waits for "lookout rollout next"')
    .addOption(
      option('--success <share>', 'of a wave run it before the next begins', 0.9, '90%', shareOf),
    )
    .addOption(option('--soak <time>', 'and have run it for this long', 0, '0s', duration))
    .addOption(
      option('--max-failures <share>', 'of those that ended may have failed', 0.1, '10%', shareOf),
    )
    .option('--min-sample <n>', 'must have ended before it is judged', integerBetween(1, 1e6), 1);

const usualGates = Gates.parse({});
const limit = (value: number | null): Limit => value ?? 'off';

function gateOptions(command: Command): Command {
  command.optionsGroup(
    'Gates; it halts by itself where the running wave crosses one. Each may be "off":',
  );
  for (const { flags, text, usual, usualText, parse } of gates)
    command.addOption(option(flags, text, limit(usual), usualText, orOff(parse)));
  return command;
}

const gates = [
  {
    ...{ flags: '--max-auroc-drop <share>', usual: usualGates.maxAurocDrop, usualText: '0.02' },
    text: "AUROC lost: lower end of its interval against the old one's",
    parse: shareOf,
  },
  {
    ...{ flags: '--min-agreement <share>', usual: usualGates.minAgreement, usualText: '90%' },
    ...{ text: 'windows that old and new judge alike', parse: shareOf },
  },
  {
    ...{ flags: '--max-alert-ratio <ratio>', usual: usualGates.maxAlertRatio, usualText: '3' },
    ...{ text: 'windows that alarm, new against old', parse: ratio },
  },
  {
    ...{ flags: '--max-latency-ratio <ratio>', usual: usualGates.maxLatencyRatio, usualText: '3' },
    ...{ text: 'p95 of one window, new against old', parse: ratio },
  },
  {
    ...{ flags: '--max-latency <time>', usual: usualGates.maxLatencyUs, usualText: 'off' },
    ...{ text: 'p95 of one window: 2ms, 800us', parse: latency },
  },
  {
    ...{ flags: '--max-memory <size>', usual: usualGates.maxAddedMemoryBytes, usualText: '512MiB' },
    ...{ text: 'added to the inference process', parse: memory },
  },
  {
    ...{ flags: '--max-temperature <C>', usual: usualGates.maxTemperatureC, usualText: 'off' },
    ...{ text: 'hottest sensor of a device, °C', parse: temperature },
  },
  {
    ...{ flags: '--max-queue <n>', usual: usualGates.maxQueueRecords, usualText: '100000' },
    ...{ text: 'records that wait on a device', parse: integerBetween(0, 1e9) },
  },
] as const;

const deviceOptions = (command: Command): Command =>
  command
    .optionsGroup('On the device, and how long it may take:')
    .option(
      '--shadow <n>',
      'windows scored by the old one and the new',
      integerBetween(0, 100_000),
      60,
    )
    .option('--trial <n>', 'windows judged by the new one alone', integerBetween(0, 100_000), 60)
    .addOption(
      option('--accept <time>', 'from being told until it takes it up', 600_000, '10m', longTime),
    )
    .addOption(option('--download <time>', 'for the files', 3_600_000, '1h', longTime))
    .addOption(
      option('--install <time>', 'from the files to the commit', 3_600_000, '1h', longTime),
    )
    .addOption(
      option(
        '--assignment <time>',
        'not taken up later than that',
        30 * 86_400_000,
        '30d',
        longTime,
      ),
    );

const scheduleOptions = (command: Command): Command =>
  command
    .optionsGroup('When:')
    .option('--start <time>', 'not before, such as 2027-01-31T22:00Z', startTime)
    .addOption(
      option(
        ...(['--window <days from-to zone>', 'devices begin only within it; often'] as const),
        ...([[], 'at any time', maintenanceWindow] as const),
      ),
    );

const longTime = durationFrom(1_000);

/** One whose default is told as it would be typed. */
const option = <T>(
  flags: string,
  description: string,
  usual: T,
  usualText: string,
  parse: (text: string, earlier: T) => T,
): Option => new Option(flags, description).default(usual, usualText).argParser(parse);

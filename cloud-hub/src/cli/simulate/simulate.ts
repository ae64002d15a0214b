import { type Command, InvalidArgumentError } from 'commander';
import { amount, integerBetween, part } from '../options.ts';
import type { SimulatePlacementOptions } from './placement-action.ts';
import { placementHelp } from './placement-help.ts';

export interface SimulateFleetOptions {
  readonly name: string;
  readonly devices: number;
  readonly rate: number;
  /** An hour. */
  readonly alerts: number;
  readonly sites: number;
  readonly seed: number;
  readonly fail: number;
  readonly silent: number;
  readonly corrupt: number;
  readonly sleep: number;
  readonly gpu: number;
  readonly gpuTrouble: number;
  /** Seconds. */
  readonly load: number;
  /** Seconds. */
  readonly hour: number;
  /** Seconds. */
  readonly install: number;
  /** kbit/s. */
  readonly link?: number;
  readonly hub?: string;
  readonly like?: string;
  /** Seconds. */
  readonly for?: number;
  readonly json: boolean;
}

const fleetName = (text: string): string => {
  if (/^[a-z][a-z0-9]{0,15}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected 1 to 16 of a-z and 0-9, beginning with a letter.');
};

const examples = `
A fleet shares the hub's configuration (LOOKOUT_DATA_DIR, DATABASE_URL, MQTT_URL) and enrols its devices in the
hub's database. They are kept under their name, so that the same fleet comes back at the next start;
"lookout simulate remove" revokes them.

What is real: MQTT connections with wills, the signatures of keys, releases and assignments, blocks and their
SHA-256, every phase and its records. What is made up: scores, alerts, what self-test, shadow and trial find,
and the machine: other work on CPU and GPU, heat, and how long a network takes there. Having no configuration, a
simulated device believes the first key list that it hears.

Examples
  lookout simulate fleet --devices 100
  lookout simulate fleet --devices 1000 --rate 500 --fail 0.02 --silent 0.05
  lookout simulate fleet --devices 200 --sleep 0.2 --hour 60      sleepers' hours last a minute
  lookout simulate fleet --devices 50 --gpu 0.8 --gpu-trouble 0.1    what the hub places where, and why
  lookout simulate fleet --devices 50 --link 64 --like build/bundle
  lookout simulate remove
`;

export function registerSimulate(program: Command): void {
  const simulate = program
    .command('simulate')
    .summary('a fleet of light devices in one process; placement on a recorded load')
    .description('Devices without detectors that speak the real protocol, and decisions replayed.')
    .addHelpText('after', examples);
  registerFleet(simulate);
  registerReplay(simulate);
}

function registerFleet(simulate: Command): void {
  simulate
    .command('fleet')
    .description('Enrols the devices, connects them, and shows what becomes of releases.')
    .option('--name <name>', 'of the fleet: begins its devices and sites', fleetName, 'sim')
    .option('--devices <n>', 'how many', integerBetween(1, 50_000), 100)
    .option('--rate <messages>', 'with scores, a second, over the whole fleet', amount, 10)
    .option(
      '--alerts <n>',
      'an hour, over the whole fleet; ten in ten minutes are a flood',
      amount,
      12,
    )
    .option('--sites <n>', 'that they stand at', integerBetween(1, 1_000), 5)
    .option('--seed <n>', 'which device fares how', integerBetween(0, 2_147_483_647), 1)
    .option('--fail <share>', 'on which a release fails: self-test, shadow or trial', part, 0)
    .option('--silent <share>', 'that take a release up and are never heard again', part, 0)
    .option('--corrupt <share>', 'whose line damages what they fetch', part, 0)
    .option('--sleep <share>', 'that are away for hours as a habit', part, 0)
    .option('--gpu <share>', 'that have a GPU to place their network on', part, 0.5)
    .option(
      '--gpu-trouble <share>',
      'of these: a provider that is lost now and then, or lies',
      part,
      0,
    )
    .option('--load <seconds>', 'between two load samples of a device', amount, 5)
    .option('--hour <seconds>', 'how long an hour of a sleeper lasts', amount, 3600)
    .option('--install <seconds>', 'self-test, shadow and trial together, on average', amount, 10)
    .option('--link <kbit>', 'speed of each line, kbit/s (as fast as it goes)', amount)
    .option('--hub <url>', "the broker's address, mqtt://… (as the configuration says)")
    .option('--like <bundle>', 'channels and window of this bundle (the demonstration loop)')
    .option('--for <seconds>', 'ends by itself (at Ctrl-C)', amount)
    .option('--json', 'print the summary as one JSON document', false)
    .addHelpText('after', examples)
    .action(async (options: SimulateFleetOptions) => {
      const { simulateFleet } = await import('./fleet-action.ts');
      await simulateFleet(options);
    });
  simulate
    .command('remove')
    .description('Revokes the devices of a simulated fleet; their history stays.')
    .option('--name <name>', 'of the fleet', fleetName, 'sim')
    .action(async ({ name }: { name: string }) => {
      const { removeFleet } = await import('./remove-action.ts');
      await removeFleet(name);
    });
}

function registerReplay(simulate: Command): void {
  simulate
    .command('placement')
    .description('Replays recorded load: which variant would have run, and why. Needs no hub.')
    .requiredOption('--trace <file>', 'the recorded load, JSON lines (see below)')
    .option('--policy <file>', 'a policy as JSON (the built-in one)')
    .option('--json', 'print switches and summary as one JSON document', false)
    .addHelpText('after', placementHelp)
    .action(async (options: SimulatePlacementOptions) => {
      const { simulatePlacement } = await import('./placement-action.ts');
      await simulatePlacement(options);
    });
}

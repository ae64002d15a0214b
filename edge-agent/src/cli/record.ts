import { type Command, InvalidArgumentError } from 'commander';

interface RecordOptions {
  readonly config: string;
  readonly stream: string;
  readonly out: string;
  readonly minutes: number;
}

export function registerRecord(program: Command): void {
  program
    .command('record')
    .description('Write what a stream gives into a CSV file, to train a detector on it.')
    .requiredOption('--config <file>', 'the configuration, YAML; the stream needs no detector yet')
    .requiredOption('--stream <name>', 'which stream of it')
    .requiredOption('--out <file>', 'a new CSV file')
    .option(
      '--minutes <n>',
      'for how long; Ctrl-C ends it earlier and keeps what there is',
      minutes,
      10,
    )
    .addHelpText(
      'after',
      '\nExample, a detector for this very machine:\n' +
        '  lookout-agent record --config agent.yaml --stream host --out host.csv --minutes 30\n' +
        '  lookout train --data host.csv --out detectors/host',
    )
    .action(async (options: RecordOptions) => {
      const { record } = await import('./record-action.ts');
      await record(options.config, options.stream, options.out, options.minutes);
    });
}

function minutes(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 7 * 24 * 60) return value;
  throw new InvalidArgumentError('Expected a number of minutes, at most a week.');
}

import { detectorTitles, TrainedKind } from '@lookout/shared/detector/detector-kind';
import { type Command, Option } from 'commander';

import { type DataOptions, withDataOptions } from './data-options.ts';
import { alarmsPerDay, amount, integerBetween, share } from './options.ts';

export interface TrainOptions extends DataOptions {
  readonly out: string;
  readonly window: number;
  /** The hybrid where neither a kind nor a comparison is asked for. */
  readonly detector?: TrainedKind;
  readonly arch: 'dense' | 'conv1d' | 'auto';
  readonly seed: number;
  readonly steps?: number;
  readonly falseAlarmRate: number;
  readonly alarmsPerDay?: number;
  readonly costFalseAlarm?: number;
  readonly costMiss?: number;
  readonly eventsPerYear: number;
  readonly name?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const help = `
What the data must be
  CSV (or columns set apart by blanks), one row per sample, one column per sensor. Delimiter, decimal mark,
  header and time column are found by themselves; units are taken from headers such as "Pressure [bar]".
  Rows labelled 1 are left out, and a file without the label column is all normal. Files are never joined
  into one recording, and no window spans a gap in time of more than 5 periods. The last quarter of each
  recording is not learned from: it calibrates the score.

What the score can be made of
${TrainedKind.options.map((kind) => `  ${kind.padEnd(12)}${detectorTitles[kind]}`).join('\n')}
  The network finds what is strange in shape, the linear statistics small shifts that last; "hybrid" adds
  both on calibrated scales. Each is one ONNX graph, so any of them runs on a device.

What the network can be
  dense       fully connected over the whole window, 128-64-latent 8-64-128
  conv1d      convolutions along time, 32-64 channels with kernels of 5 rows, each halving the rows; for
              windows of some length (--window 32 or more)

How --arch auto chooses
  Every kind is fitted to the first three fifths of each recording and calibrated on the next. Into the last
  fifth single-sensor faults are injected: stuck, drift, spike, scale, noise, delay, broken correlation.
  The detector with the largest mean AUROC over these kinds is trained on everything; rows labelled 1 count
  as much as all injected faults together. Of detectors that differ by less than 0.005 the simplest is taken.

Where alarms begin
  By a share of normal windows, by false alarms in a day, or by costs: with --cost-false-alarm and --cost-miss
  the level is taken at which both together cost least. How many events a level misses is read off the rows
  labelled 1 where they hold ten events or more, otherwise off faults injected into the last quarter.

Examples
  lookout train --data pump.csv --out detectors/pump
  lookout train --data mon.csv tue.csv --label anomaly --ignore changepoint operator --out detectors/pump
  lookout train --data process.dat --period 180000 --window 20 --name "Reactor 1" --out detectors/reactor
  lookout train --data mon.csv tue.csv --label anomaly --arch auto --out detectors/pump
  lookout train --data pump.csv --cost-false-alarm 50 --cost-miss 20000 --events-per-year 2 --out detectors/pump

Then
  lookout evaluate --bundle detectors/pump --data test.csv --label anomaly
`;

export function registerTrain(program: Command): void {
  withDataOptions(
    program
      .command('train')
      .summary('learn from recordings what normal looks like')
      .description('Trains a detector on recordings of normal operation and writes it as a bundle.')
      .requiredOption('--data <file...>', 'recordings, one or more')
      .requiredOption('--out <dir>', 'folder to write the bundle to'),
  )
    .option('--window <rows>', 'rows that are judged together', integerBetween(2, 4096), 10)
    .addOption(
      new Option(
        '--detector <kind>',
        'what the score is made of, see below (default: "hybrid")',
      ).choices(TrainedKind.options),
    )
    .addOption(
      new Option('--arch <name>', 'network; "auto" compares all kinds of detector first, see below')
        .choices(['dense', 'conv1d', 'auto'])
        .default('dense'),
    )
    .option(
      '--seed <n>',
      'the same seed and data give the same model',
      integerBetween(0, 2 ** 31),
      1,
    )
    .option('--steps <n>', 'training steps at most', integerBetween(1, 1_000_000))
    .option('--false-alarm-rate <share>', 'share of normal windows that may alarm', share, 0.003)
    .option(
      '--alarms-per-day <n>',
      'or: false alarms that an asset may raise in a day',
      alarmsPerDay,
    )
    .option('--cost-false-alarm <n>', 'or: what a false alarm costs, with --cost-miss', amount)
    .option('--cost-miss <n>', 'what a missed event costs, in the same currency', amount)
    .option('--events-per-year <n>', 'events that an asset is expected to have', amount, 12)
    .option('--name <text>', 'name of the detector (default: that of the folder)')
    .option('--force', 'write even into a folder that holds other files')
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action(async (options: TrainOptions) => {
      const { train } = await import('./train-action.ts');
      await train(options);
    });
}

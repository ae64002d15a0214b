import type { Command } from 'commander';
import { amount } from './options.ts';

export interface EvaluateOptions {
  readonly bundle: string;
  readonly data?: string[];
  /** Folders of frames. */
  readonly normal?: string[];
  readonly abnormal?: string[];
  readonly label?: string;
  readonly time?: string;
  readonly skipMissing?: boolean;
  readonly json?: boolean;
  readonly report?: string;
  readonly costFalseAlarm: number;
  readonly costMiss: number;
}

const help = `
What is measured
  Every window (stride 1) is scored; its label is that of its last row. The detector's channels are found by
  name, other columns are passed over.
  AUROC           how well the score ranks anomalous above normal windows: 0.5 is chance, 1 perfect; its
                  interval is of a block bootstrap, because windows overlap
  AUPRC           the same with the eye on the rare class: chance is the share of anomalous windows
  VUS-PR, VUS-ROC volume under the range-PR and range-ROC surface: alarms beside an event count in part
  false alarms    share of normal windows above the threshold
  detected        share of anomalous windows above the threshold
  delay           median rows from the beginning of an event to its first alarm
  The alerts are those that a device would raise with this bundle. One that was raised long before an event
  does not find it, and is false; nothing is point-adjusted.
  The plain statistics beside it were fitted to the same rows. Where one of them ranks better, this says so.
  A detector of frames is judged on folders of them, each frame by itself, beside the means of the colors.

Examples
  lookout evaluate --bundle detectors/pump --data test1.csv test2.csv --label anomaly
  lookout evaluate --bundle detectors/pump --data test.csv --label anomaly --json
  lookout evaluate --bundle detectors/pump --data test.csv --label anomaly --report pump.html --cost-miss 500
  lookout evaluate --bundle detectors/camera --normal frames/good --abnormal frames/defects
`;

export function registerEvaluate(program: Command): void {
  program
    .command('evaluate')
    .summary('measure a detector on labelled recordings')
    .description('Measures a bundle on labelled recordings, beside plain statistics.')
    .requiredOption('--bundle <dir>', 'folder of the bundle')
    .option('--data <file...>', 'recordings, one or more')
    .option('--normal <dir...>', 'of a detector of frames: folders of good ones')
    .option('--abnormal <dir...>', '... and of bad ones')
    .option('--label <column>', 'column that holds 0 for normal and 1 for anomalous rows')
    .option('--time <column>', 'the time column, where it is not found by itself')
    .option('--skip-missing', 'leave out rows with an empty or NaN cell')
    .option('--json', 'print one JSON document')
    .option(
      '--report <file>',
      'write a page with curves, scores over time, faults and costs (HTML)',
    )
    .option('--cost-false-alarm <n>', 'cost of a false alarm, for the report', amount, 1)
    .option('--cost-miss <n>', 'cost of a missed event, for the report', amount, 100)
    .addHelpText('after', help)
    .action(async (options: EvaluateOptions) => {
      const { evaluate } = await import('./evaluate-action.ts');
      await evaluate(options);
    });
}

import type { Command } from 'commander';

export interface EvaluateOptions {
  readonly bundle: string;
  readonly data: string[];
  readonly label?: string;
  readonly time?: string;
  readonly skipMissing?: boolean;
  readonly json?: boolean;
}

const help = `
What is measured
  Every window (stride 1) is scored; its label is that of its last row. The detector's channels are found by
  name, other columns are passed over.
  AUROC           how well the score ranks anomalous above normal windows: 0.5 is chance, 1 perfect
  AUPRC           the same with the eye on the rare class: chance is the share of anomalous windows
  false alarms    share of normal windows above the threshold
  detected        share of anomalous windows above the threshold
  delay           median rows from the beginning of an event to its first alarm
  The plain statistics beside it were fitted to the same rows. Where one of them ranks better, this says so.

Examples
  lookout evaluate --bundle detectors/pump --data test1.csv test2.csv --label anomaly
  lookout evaluate --bundle detectors/pump --data test.csv --label anomaly --json
`;

export function registerEvaluate(program: Command): void {
  program
    .command('evaluate')
    .summary('measure a detector on labelled recordings')
    .description('Measures a bundle on labelled recordings, beside plain statistics.')
    .requiredOption('--bundle <dir>', 'folder of the bundle')
    .requiredOption('--data <file...>', 'recordings, one or more')
    .option('--label <column>', 'column that holds 0 for normal and 1 for anomalous rows')
    .option('--time <column>', 'the time column, where it is not found by itself')
    .option('--skip-missing', 'leave out rows with an empty or NaN cell')
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action(async (options: EvaluateOptions) => {
      const { evaluate } = await import('./evaluate-action.ts');
      await evaluate(options);
    });
}

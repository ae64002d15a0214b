import { parseTime } from '@lookout/shared/table/parse-time';
import { type Command, InvalidArgumentError } from 'commander';
import { integerBetween, unitOf } from './options.ts';

export interface DatasetAddOptions {
  readonly note: string;
  readonly label?: string;
  readonly ignore?: string[];
  readonly time?: string;
  readonly period?: number;
  readonly unit?: ReadonlyMap<string, string>;
  readonly skipMissing: boolean;
  readonly json: boolean;
}

export interface DatasetCaptureOptions {
  readonly device: string;
  readonly stream: string;
  /** ms UTC. */
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly note: string;
  readonly wait: boolean;
  readonly json: boolean;
}

const examples = `
Examples
  lookout dataset add "pump 3, winter" january.csv february.csv     all of the same channels and period
  lookout dataset add faults runs.csv --label anomaly --ignore changepoint
  lookout dataset list
  lookout dataset get "pump 3, winter" --out winter.csv
  lookout dataset capture --device pump-1 --stream loop --from 6h --name "pump 1, today"
  lookout dataset capture --device pump-1 --stream loop --from 2026-03-01T06:00Z --to 2026-03-01T12:00Z --name shift

A data set is split by time into train, calibration and validation: 60, 20 and 20 %; the page "Data sets"
changes that. A capture asks the device for raw rows out of its ring; it goes on after an outage.
`;

export function registerDataset(program: Command): void {
  const dataset = program
    .command('dataset')
    .summary('named recordings to train on')
    .description(
      'Named recordings. Works whether the hub runs or not; capture needs a hub that runs.',
    )
    .addHelpText('after', examples);
  registerAdd(dataset);
  registerCapture(dataset);
  dataset
    .command('list')
    .description('Lists the data sets.')
    .option('--json', 'print one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const { listDatasets } = await import('./dataset-actions.ts');
      await listDatasets(json);
    });
  dataset
    .command('show <name>')
    .description('Shows the channels, the recordings and the split of a data set.')
    .option('--json', 'print one JSON document', false)
    .action(async (name: string, { json }: { json: boolean }) => {
      const { showDataset } = await import('./dataset-actions.ts');
      await showDataset(name, json);
    });
  dataset
    .command('get <name>')
    .description(
      'Writes all rows of a data set to a CSV file; an existing file is not written over.',
    )
    .requiredOption('--out <file>', 'the file to write')
    .action(async (name: string, { out }: { out: string }) => {
      const { getDataset } = await import('./dataset-actions.ts');
      await getDataset(name, out);
    });
  dataset
    .command('remove <name>')
    .description('Deletes a data set for good; detectors made of it stay.')
    .option('--json', 'print one JSON document', false)
    .action(async (name: string, { json }: { json: boolean }) => {
      const { removeDataset } = await import('./dataset-actions.ts');
      await removeDataset(name, json);
    });
}

function registerAdd(dataset: Command): void {
  dataset
    .command('add <name> <files...>')
    .description('Makes a data set of CSV files, read as `lookout train` reads them.')
    .option('--note <text>', 'what it is', '')
    .option('--label <column>', 'column with 0 = normal, 1 = anomalous')
    .option('--ignore <columns...>', 'columns that are no sensors')
    .option('--time <column>', 'the time column, where it is not found by itself')
    .option(
      '--period <ms>',
      'sampling period, where no time column tells',
      integerBetween(1, 86_400_000),
    )
    .option('--unit <name=unit>', 'unit of a channel; may be given often', unitOf)
    .option('--skip-missing', 'leave rows with an empty or NaN cell out', false)
    .option('--json', 'print one JSON document', false)
    .action(async (name: string, files: string[], options: DatasetAddOptions) => {
      const { addDataset } = await import('./dataset-actions.ts');
      await addDataset(name, files, options);
    });
}

function registerCapture(dataset: Command): void {
  dataset
    .command('capture')
    .description('Asks a device for a stretch of its raw rows and makes a data set of it.')
    .requiredOption('--device <id>', 'the device')
    .requiredOption('--stream <name>', 'its stream')
    .requiredOption('--from <time>', 'ISO 8601, or how long ago: 90min, 6h, 2d', timeOf)
    .option('--to <time>', 'likewise; default: now', timeOf)
    .requiredOption('--name <name>', 'of the data set')
    .option('--note <text>', 'what it is', '')
    .option('--no-wait', 'do not wait for the rows: the hub goes on by itself')
    .option('--json', 'print one JSON document', false)
    .action(async (options: Omit<DatasetCaptureOptions, 'to'> & { to?: number }) => {
      const { captureDataset } = await import('./dataset-capture.ts');
      await captureDataset({ ...options, to: options.to ?? Date.now() });
    });
}

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export function timeOf(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*(s|min|h|d)$/.exec(text) ?? [];
  if (amount !== undefined) return Math.round(Date.now() - Number(amount) * (unitMs[unit] ?? 0));
  const time = parseTime(text);
  if (time !== null) return time;
  throw new InvalidArgumentError(
    'Expected a time such as 2026-03-01T06:00Z, or 6h for six hours ago.',
  );
}

import type { CompressionTarget } from '@lookout/shared/protocol/compression';
import { type Command, Option } from 'commander';
import { alarmsPerDay, amount, integerBetween, share } from './options.ts';

export interface CompressOptions {
  readonly bundle: string;
  readonly data: string[];
  readonly out: string;
  readonly labelled?: string[];
  readonly label?: string;
  readonly time?: string;
  readonly skipMissing?: boolean;
  readonly maxLatencyMs?: number;
  readonly maxModelKb?: number;
  readonly maxAurocDrop: number;
  readonly target: CompressionTarget;
  readonly profile?: string;
  readonly stages?: string[];
  readonly falseAlarmRate?: number;
  readonly alarmsPerDay?: number;
  readonly costFalseAlarm?: number;
  readonly costMiss?: number;
  readonly eventsPerYear: number;
  readonly seed: number;
  readonly name?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const stageNames = ['quantize', 'distil-prune', 'final-prune'] as const;

const help = `
What it does
  quantize      fine-tunes with weights rounded to int8, and tries every form that a CPU may be given
  distil-prune  removes the channels that detection misses least, to 50 and 25 % of the work, and teaches what
                is left what the whole detector says; also networks with fewer layers
  final-prune   to 15, 10 and 5 %, and fine-tunes
  Every network is calibrated anew, judged (AUROC of the score, of reconstruction and of KL, each with its
  confidence interval) and timed beside what it would replace. Of those within the budget the fastest is taken
  and timed again; nothing slower or larger than the bundle itself is ever written.

What it is judged on
  --labelled FILE... --label COLUMN, or else faults injected into the last quarter of --data.

What it writes into --out
  cpu/, gpu/      bundles, as --target asks for
  report.html     one page: stages, Pareto front, costs, robustness, baselines
  report.json     the same in figures
  work/           what finished stages made: a run that was cut off goes on from there

Exit code 3: nothing meets the budget; the nearest points of the Pareto front are printed and in the report.

Examples
  lookout compress --bundle detectors/pump --data mon.csv tue.csv --out small/pump
  lookout compress --bundle detectors/pump --data mon.csv --labelled faults.csv --label anomaly \\
    --max-latency-ms 0.1 --max-model-kb 40 --target cpu --out small/pump
  lookout compress --bundle detectors/pump --data mon.csv --profile jetson.json --max-latency-ms 0.5 --out small/pump
`;

export function registerCompress(program: Command): void {
  program
    .command('compress')
    .summary('make a detector smaller and faster, to a budget')
    .description('Quantizes, distils and prunes a detector, judged by what it still detects.')
    .requiredOption('--bundle <dir>', 'the detector, as "train" or "import" wrote it')
    .requiredOption('--data <file...>', 'recordings of normal operation, one or more')
    .requiredOption('--out <dir>', 'folder to write bundles and report to')
    .option('--labelled <file...>', 'recordings to judge on, with normal and anomalous rows')
    .option('--label <column>', 'column that holds 0 for normal and 1 for anomalous rows')
    .option('--time <column>', 'the time column, where it is not found by itself')
    .option('--skip-missing', 'leave out rows with an empty or NaN cell')
    .option('--max-latency-ms <ms>', 'median of one window, one thread', amount)
    .option('--max-model-kb <kB>', 'size of model.onnx, 1 kB = 1000 bytes', amount)
    .option('--max-auroc-drop <d>', 'loss of AUROC allowed, of score and parts alike', amount, 0.01)
    .addOption(
      new Option('--target <what>', 'what it is for')
        .choices(['cpu', 'gpu', 'both'])
        .default('both'),
    )
    .option('--profile <file>', 'latencies of the real device, from "lookout-agent profile"')
    .addOption(new Option('--stages <name...>', 'run only these stages').choices(stageNames))
    .option('--false-alarm-rate <share>', 'share of normal windows that may alarm', share)
    .option('--alarms-per-day <n>', 'or: false alarms of an asset in a day', alarmsPerDay)
    .option('--cost-false-alarm <c>', 'or: what a false alarm costs ...', amount)
    .option('--cost-miss <c>', '... and a missed event', amount)
    .option('--events-per-year <n>', 'real events in a year, for the costs', amount, 12)
    .option('--seed <n>', 'the same seed draws the same batches', integerBetween(0, 2 ** 31), 1)
    .option('--name <text>', 'name of the result (default: that of the bundle)')
    .option('--force', 'write even into a folder that holds other files')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', help)
    .action(async (options: CompressOptions) => {
      const { compress } = await import('./compress-action.ts');
      await compress(options);
    });
}

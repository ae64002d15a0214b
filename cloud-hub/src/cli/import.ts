import { detectorTitles } from '@lookout/shared/detector/detector-kind';
import { type Command, Option } from 'commander';
import { type ImportedKind, importedKinds } from '../compression/import/choose-kind.ts';
import { type Layout, layouts, type OutputNames } from '../compression/import/terms.ts';
import { type FormName, formTitles } from '../compression/pipeline/form-titles.ts';
import { type DataOptions, withDataOptions } from './data-options.ts';
import { outputNames, type ScalingOption, scalingOf } from './import-options.ts';
import { alarmsPerDay, integerBetween, share } from './options.ts';

export interface ImportOptions extends DataOptions {
  readonly model: string;
  readonly out: string;
  readonly outputs?: OutputNames;
  readonly layout?: Layout;
  readonly window?: number;
  readonly scaling: ScalingOption;
  readonly detector?: ImportedKind;
  readonly form: FormName;
  readonly falseAlarmRate: number;
  readonly alarmsPerDay?: number;
  readonly name?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const help = `
What the model must be
  An ONNX file of opset 9 to 25, up to 256 MB with the files of weights beside it. It takes one tensor of
  windows and gives a reconstruction of it (and perhaps μ and log σ² of a latent), or a score, more of which
  is stranger. A network that draws its latent is run with z = μ. What it may be made of:
  shared/src/onnx/OPERATORS.md.

How it takes a window, after the batch axis (--layout)
${Object.entries(layouts)
  .map(([name, text]) => `  ${name.padEnd(15)}${text}`)
  .join('\n')}
  Found from the model's shape and the data's channels; the columns must be those that the model was trained
  on, in that order (--ignore leaves columns out).

How its outputs are found (--outputs)
  By usual names (reconstruction, recon, x_hat, mu, z_mean, logvar, z_log_var, score ...), then by shape.
  Others: --outputs reconstruction=NAME,mu=NAME,logvar=NAME,score=NAME. A spread may also be given as
  logsigma=NAME, sigma=NAME or variance=NAME.

What its rows were scaled with (--scaling)
  standard    mean 0, deviation 1, fitted on --data; of frames for each color over all pixels
  none        engineering units; of frames 0 for black to 1
  0..1        each channel's least and largest value to these bounds, fitted on --data; of frames black and
              the brightest there is
  FILE        JSON: {"mean": [...], "sd": [...]} in the order of the columns, or {"NAME": {"mean": 2, "sd": 1}}

Networks that take frames, [batch, colors, height, width]
  Give a folder of frames of normal operation as --data (PNG, JPEG, WebP, TIFF, GIF, AVIF, or BMP of 24 bits),
  in order of their names, and --period; the last quarter of each folder calibrates. They are stretched to
  the network's size, in grey for one color, in red, green and blue for three. An encoder alone will do: its
  latent is judged. Every form (--form) is calibrated by itself, so that cpu-… and gpu-… variants of a release
  are made by calling this twice:
${Object.entries(formTitles)
  .map(([name, title]) => `  ${name.padEnd(17)}${title}`)
  .join('\n')}

What the score can be made of (--detector)
${importedKinds.map((kind) => `  ${kind.padEnd(15)}${detectorTitles[kind]}`).join('\n')}

Examples
  lookout import --model vae.onnx --data mon.csv tue.csv --out detectors/pump
  lookout import --model ae.onnx --data pump.csv --outputs reconstruction=dense_5 --scaling 0..1 --out detectors/ae
  lookout import --model encoder.onnx --data frames/good --period 1000 --form fp16 --out detectors/camera-gpu

Then
  lookout evaluate --bundle detectors/pump --data test.csv --label anomaly
`;

export function registerImport(program: Command): void {
  withDataOptions(
    program
      .command('import')
      .summary('make a detector of an ONNX model of your own')
      .description('Brings an ONNX model in and writes it as a calibrated bundle, uncompressed.')
      .requiredOption('--model <file>', 'the ONNX file')
      .requiredOption(
        '--data <file...>',
        'recordings of normal operation, one or more; of frames: their folders',
      )
      .requiredOption('--out <dir>', 'folder to write the bundle to'),
  )
    .option('--outputs <role=name,...>', 'which output is which, see below', outputNames)
    .addOption(
      new Option('--layout <name>', 'how the model takes a window, see below').choices(
        Object.keys(layouts),
      ),
    )
    .option(
      '--window <rows>',
      'rows of a window, for a model that leaves them open',
      integerBetween(2, 4096),
    )
    .option('--scaling <how>', 'standard, none, FROM..TO or a file, see below', scalingOf, {
      kind: 'standard',
    })
    .addOption(
      new Option('--detector <kind>', 'what the score is made of, see below').choices(
        importedKinds,
      ),
    )
    .addOption(
      new Option('--form <name>', 'in what numbers a network of frames is held, see below')
        .choices(Object.keys(formTitles))
        .default('fp32'),
    )
    .option('--false-alarm-rate <share>', 'share of normal windows that may alarm', share, 0.003)
    .option(
      '--alarms-per-day <n>',
      'or: false alarms that an asset may raise in a day',
      alarmsPerDay,
    )
    .option('--name <text>', 'name of the detector (default: that of the folder)')
    .option('--force', 'write even into a folder that holds other files')
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action(async (options: ImportOptions) => {
      const { importAction } = await import('./import-action.ts');
      await importAction(options);
    });
}

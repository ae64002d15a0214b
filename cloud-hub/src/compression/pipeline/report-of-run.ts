import { cpus } from 'node:os';
import { seriesOf } from '@lookout/shared/bundle/detector-input';
import { readManifest } from '@lookout/shared/bundle/read-bundle';
import type { CompressionRequest } from '@lookout/shared/protocol/compression';
import { isTrainable } from '../import/is-trainable.ts';
import { costOfVariant } from '../judging/cost-of-variant.ts';
import { chooseProbes } from '../judging/robustness/probe-windows.ts';
import { measureRobustness, type RobustnessSubject } from '../judging/robustness/robustness.ts';
import { thisMachine } from '../latency/this-machine.ts';
import type { CompressionFigures, Outcome } from '../report/compression/compression-report-data.ts';
import { renderCompressionReport } from '../report/compression/render-compression-report.ts';
import { compressionVerdict } from '../report/compression/verdict.ts';
import { assembleVariant } from './assemble-variant.ts';
import type { Base } from './base.ts';
import type { Candidate } from './candidate.ts';
import type { Choice } from './choose-winner.ts';
import type { CompressionInputs, CompressionReport } from './compression-engine.ts';
import { type BaseGround, usualEventsPerYear } from './judging-ground.ts';
import { paretoPoints, reportedVariants } from './report-variants.ts';
import { rankRivals } from './rivals.ts';
import type { CompressionTools } from './run-compression.ts';

export interface Run {
  readonly request: CompressionRequest;
  readonly inputs: CompressionInputs;
  readonly base: Base;
  readonly ground: BaseGround;
  readonly choice: Choice;
  readonly startedAt: number;
  readonly tools: CompressionTools;
}

/** Everything that a run measured, as JSON and as a page. */
export async function reportOf(run: Run): Promise<CompressionReport> {
  const figures = await figuresOf(run);
  const json = { ...figures, verdict: compressionVerdict(figures) };
  return { json, html: renderCompressionReport(json) };
}

async function figuresOf(run: Run): Promise<CompressionFigures> {
  const { request, base, choice, startedAt, tools } = run;
  const { winner } = choice;
  const { manifest } = base;
  const { windowLength, periodMs, channels } = seriesOf(manifest.input);
  const rivals = await rankRivals(run);
  const own = choice.entries.find(({ name, batch }) => name === rivals.timedAs && batch === 1);
  const reportedAt = tools.now();
  return {
    format: 1,
    name: request.name,
    reportedAt,
    durationMs: Math.max(0, reportedAt - startedAt),
    request: requestOf(request),
    machine: machineOf(tools),
    base: {
      ...{ bundleId: base.id, name: manifest.name, detector: manifest.detector },
      ...{ architecture: manifest.architecture, windowLength, periodMs },
      channels: channels.map(({ name }) => name),
    },
    data: dataOf(run),
    outcome: outcomeOf(run),
    variants: reportedVariants(run),
    paretoGraph: 'model',
    pareto: paretoPoints(choice, request.budget),
    robustness: winner ? await robustnessOf(run, winner.candidate) : null,
    cost: costsOf(run),
    rivals: rivals.rows,
    ownLatencyUs: own ? own.p50Ms * 1000 : null,
    ablations: [],
    warnings: warningsOf(run),
  };
}

const requestOf = ({ budget, target, threshold, seed }: CompressionRequest) => ({
  budget: {
    maxLatencyUs: budget.maxLatencyMs === null ? null : budget.maxLatencyMs * 1000,
    maxModelBytes: budget.maxModelKb === null ? null : Math.round(budget.maxModelKb * 1000),
    maxAurocDrop: budget.maxAurocDrop,
  },
  target,
  threshold:
    threshold.kind === 'alarmsPerDay'
      ? { kind: threshold.kind, alarmsPerDay: threshold.n }
      : threshold.kind === 'costs'
        ? { ...threshold, eventsPerYear: threshold.eventsPerYear ?? usualEventsPerYear }
        : threshold,
  seed,
});

function machineOf({ profile }: CompressionTools): CompressionFigures['machine'] {
  const { model, cores, ortVersion } = thisMachine();
  return {
    cpuModel: cpus()[0]?.model.trim() ?? model,
    cores,
    threads: 1,
    node: process.version,
    onnxruntime: ortVersion,
    profile: profile?.file ?? null,
  };
}

function dataOf({ inputs, ground }: Run): CompressionFigures['data'] {
  const { windows, set, baseScores } = ground;
  const learned = readManifest(inputs.bundle['manifest.json']).provenance.data;
  return {
    files: learned.map((file) => ({ ...file, use: 'learned' })),
    source: set.source,
    judgedWindows: windows.labels.length,
    anomalousWindows: windows.labels.reduce((sum, label) => sum + label, 0),
    events: windows.events.flat().length,
    calibrationWindows: baseScores.calibrate.score.length,
  };
}

function outcomeOf({ choice, request }: Run): Outcome {
  if (choice.winner) return { kind: 'compressed', variant: choice.winner.candidate.id };
  const { maxLatencyMs, maxModelKb } = request.budget;
  if (maxLatencyMs !== null || maxModelKb !== null) return { kind: 'infeasible' };
  return {
    kind: 'unchanged',
    reason: 'nothing was faster and smaller at so small a loss of detection',
  };
}

/**
 * The same disturbances before and after. An attack looks for its direction in float32; where the base has
 * operators without a gradient it borrows the student's, as an attacker would.
 */
async function robustnessOf(run: Run, { staged, detector }: Candidate) {
  const { ground, base, request } = run;
  const { falseAlarmRate, windowLength } = ground.options;
  const student = await assembleVariant(base, staged.network, falseAlarmRate);
  const gradientModel = student.detector.model;
  const { model, manifest } = base;
  const own = isTrainable(base.network).ok ? {} : { gradientModel };
  const options = { windowLength, scaling: base.scaling, seed: request.seed };
  const probes = chooseProbes(ground.set, request.seed);
  const measure = (subject: RobustnessSubject) => measureRobustness(subject, probes, options);
  const { calibration } = detector;
  return {
    before: await measure({ model, calibration: manifest.calibration, ...own }),
    after: await measure({ model: detector.model, calibration, gradientModel }),
  };
}

/** Without costs of the user's, a miss counts as ten false alarms. */
function costsOf({ request, base, ground, choice }: Run): CompressionFigures['cost'] {
  const { threshold } = request;
  const costs =
    threshold.kind === 'costs'
      ? { perFalseAlarm: threshold.falseAlarm, perMiss: threshold.miss }
      : { perFalseAlarm: 1, perMiss: 10 };
  const { manifest } = base;
  const before = costOfVariant(manifest, ground.baseScores, ground.windows, costs);
  const { winner } = choice;
  if (!winner || !before) return null;
  const { detector, scores } = winner.candidate;
  const own = { ...manifest, calibration: detector.calibration };
  const after = costOfVariant(own, scores, ground.windows, costs);
  return after && { before: plain(before), after: plain(after) };
}

type CostFigures = NonNullable<ReturnType<typeof costOfVariant>>;

const plain = ({ costs, curve, events, days, own }: CostFigures) => ({
  costs,
  curve: { points: [...curve.points], cheapest: curve.cheapest },
  events,
  days,
  own,
});

function warningsOf({ request, ground, tools, choice }: Run): string[] {
  const warnings: string[] = [];
  if (ground.set.source === 'injected')
    warnings.push(
      'Judged on faults injected into later normal rows: give labelled recordings to judge on real ones.',
    );
  if (request.target !== 'cpu')
    warnings.push(
      'The variant for GPUs was never timed on a GPU: run "lookout-agent profile" on the device.',
    );
  if (tools.profile)
    warnings.push(
      'Latencies are those of the device’s own table; what is not in it was predicted.',
    );
  const untold = choice.timed.filter(({ latencyMs }) => !Number.isFinite(latencyMs)).length;
  if (tools.profile && untold > 0)
    warnings.push(
      `Of ${choice.timed.length} candidates ${untold} were not chosen from, for the table does not tell what they ` +
        'take: it has too few models, or none with such operators. Profile more bundles on the device, some in int8.',
    );
  return warnings;
}

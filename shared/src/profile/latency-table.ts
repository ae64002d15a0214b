import { z } from 'zod';
import { Sha256, TimeMs } from '../protocol/names.ts';
import { ProfileError } from './profile-error.ts';

/** The machine that a table was measured on: its figures hold for no other. */
export const DeviceDescription = z.object({
  /** Of the board where it says so, else of the processor. */
  model: z.string().min(1).max(128),
  cores: z.int().min(1),
  arch: z.string().max(32),
  os: z.string().max(128),
  memoryBytes: z.int().min(0),
  ortVersion: z.string().max(32),
  /** Execution providers that this build of ONNX Runtime has; not each of them works on this machine. */
  providers: z.array(z.string().max(32)).max(32),
});
export type DeviceDescription = z.infer<typeof DeviceDescription>;

const Count = z.number().min(0);
/** What one window asks of a machine, by the kind of work; multiply-accumulates but for two. */
export const Work = z.object({
  /** Nodes that are launched: those that ONNX Runtime fuses or drops are left out. */
  nodes: Count,
  gemm: Count,
  conv: Count,
  gemmInt8: Count,
  convInt8: Count,
  /** Numbers that the nodes put out: what goes through memory. Without it convolutions are misjudged by a quarter. */
  elements: Count,
});
export type Work = z.infer<typeof Work>;

/** How many times faster than the reference of the same run: the median over rounds, 95 % interval. */
export const SpeedUp = z.object({
  value: z.number().positive(),
  low: z.number().positive(),
  high: z.number().positive(),
});
export type SpeedUp = z.infer<typeof SpeedUp>;

const Ms = z.number().min(0);
export const LatencyEntry = z.object({
  name: z.string().min(1).max(256),
  /** Null where it was no bundle. */
  bundleId: Sha256.nullable(),
  modelSha256: Sha256,
  /** The same for models of equal operators and sizes, whatever their weights. */
  shapeKey: Sha256,
  /** For people, such as '512-64-32 > 8 > 32-64-512'; null where it is not known. */
  widths: z.string().max(256).nullable(),
  fileBytes: z.int().min(1),
  /** Null where the model has operators that Lookout does not know. */
  work: Work.nullable(),
  provider: z.string().min(1).max(32),
  threads: z.int().min(1),
  /** Windows of a run. The times below are of a whole run. */
  batch: z.int().min(1),
  p50Ms: Ms,
  p99Ms: Ms,
  /** 95 % interval of p50 from the medians of the rounds: what other work on the machine did to it. */
  p50Low: Ms,
  p50High: Ms,
  /** The first run at this batch, with all that is set up in it. */
  firstRunMs: Ms,
  runs: z.int().min(1),
  rounds: z.int().min(1),
  /** Against the first model of the same provider and batch; null for that one. */
  speedUp: SpeedUp.nullable(),
  /** High-water mark above a process that has loaded ONNX Runtime and a one-node model; null if not measured. */
  peakRssBytes: z.int().min(0).nullable(),
});
export type LatencyEntry = z.infer<typeof LatencyEntry>;

/** Whether a bundle says on a provider what it was built to say, and whether it ran there at all. */
export const providerOutcomes = [
  'ok',
  /** Its outputs on the golden windows are not those expected. It was timed all the same. */
  'disagrees',
  /** ONNX Runtime took it and ran every node on the CPU. It was not timed. */
  'fellBack',
  /** It could not be loaded or run there. */
  'unusable',
] as const;

export const ProviderCheck = z.object({
  name: z.string().min(1).max(256),
  bundleId: Sha256,
  provider: z.string().min(1).max(32),
  outcome: z.enum(providerOutcomes),
  /** In words, with the figures. */
  detail: z.string().max(1024),
  /** How many nodes ran where, by the runtime's own record of a run. */
  nodes: z.record(z.string(), z.int().min(1)),
});
export type ProviderCheck = z.infer<typeof ProviderCheck>;

/** What was found out by timing models on a machine. */
export const LatencyTable = z.object({
  format: z.literal(1),
  measuredAt: TimeMs,
  device: DeviceDescription,
  entries: z.array(LatencyEntry).max(100_000),
  /** Where bundles were held to their golden windows. */
  checks: z.array(ProviderCheck).max(10_000).optional(),
});
export type LatencyTable = z.infer<typeof LatencyTable>;

/** What was measured, wherever it is kept. */
export interface Measured {
  readonly entries: readonly LatencyEntry[];
}

/** Where a latency holds: the same model takes another time with another of these. */
export type Setting = Pick<LatencyEntry, 'provider' | 'threads' | 'batch'>;

/** @throws ProfileError `malformed`, `newerFormat` */
export function readLatencyTable(text: string): LatencyTable {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ProfileError('malformed', 'not JSON: no latency table, or a truncated one');
  }
  const format = typeof json === 'object' && json && 'format' in json ? json.format : undefined;
  if (typeof format === 'number' && format > 1)
    throw new ProfileError(
      'newerFormat',
      `latency table of format ${format}, this Lookout reads format 1: update Lookout`,
    );
  const result = LatencyTable.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ProfileError(
    'malformed',
    `no latency table of "lookout-agent profile": ${issue?.path.join('.')}: ${issue?.message}`,
  );
}

export const sameSetting = (a: Setting, b: Setting): boolean =>
  a.provider === b.provider && a.threads === b.threads && a.batch === b.batch;

/** The last entry measured of a model of this shape. */
export const findEntry = (
  { entries }: Measured,
  shapeKey: string,
  setting: Setting,
): LatencyEntry | undefined =>
  entries.findLast((entry) => entry.shapeKey === shapeKey && sameSetting(entry, setting));

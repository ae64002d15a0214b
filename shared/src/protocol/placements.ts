import { z } from 'zod';
import { Board, Load } from './load.ts';
import { Name, Sha256, TimeMs } from './names.ts';
import {
  PlacementChoice,
  PlacementCode,
  PlacementPolicy,
  PlacementReport,
  PlacementWish,
  ProviderName,
  SwitchReport,
} from './placement.ts';
import { UnusableProvider } from './presence.ts';
import { Presence } from './rest.ts';

// Placement over REST and live: who runs what and why, policies, load trends, what-if.

/** Whom a policy is for. Of those that fit a stream the most specific holds, whole: stream, device, label, site, fleet. */
export const PlacementScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fleet') }),
  z.object({ kind: z.literal('site'), site: Name }),
  /** Of several that fit, the first by the label's name. */
  z.object({
    kind: z.literal('label'),
    label: z.string().min(1).max(64),
    value: z.string().max(128),
  }),
  z.object({ kind: z.literal('device'), device: Name }),
  z.object({ kind: z.literal('stream'), device: Name, stream: Name }),
]);
export type PlacementScope = z.infer<typeof PlacementScope>;

/** `fleet`, `site:plant-a`, `label:gpu=old`, `device:pump-1`, `stream:pump-1/loop`: in addresses and on the command line. */
export function scopeText(scope: PlacementScope): string {
  switch (scope.kind) {
    case 'fleet':
      return 'fleet';
    case 'site':
      return `site:${scope.site}`;
    case 'label':
      return `label:${scope.label}=${scope.value}`;
    case 'device':
      return `device:${scope.device}`;
    case 'stream':
      return `stream:${scope.device}/${scope.stream}`;
  }
}

/** @returns null where it is none */
export function parseScope(text: string): PlacementScope | null {
  const [, kind = '', , rest = ''] = /^([a-z]+)(:(.*))?$/s.exec(text) ?? [];
  const parsed = PlacementScope.safeParse({ kind, ...scopeFields(kind, rest) });
  return parsed.success && scopeText(parsed.data) === text ? parsed.data : null;
}

function scopeFields(kind: string, rest: string): Readonly<Record<string, string>> {
  if (kind === 'site') return { site: rest };
  if (kind === 'device') return { device: rest };
  const at = rest.indexOf(kind === 'label' ? '=' : '/');
  const [before, after] = [rest.slice(0, Math.max(at, 0)), rest.slice(at + 1)];
  return kind === 'label' ? { label: before, value: after } : { device: before, stream: after };
}

/** What a stream runs, or could. */
export const PlacedVariant = z.object({ variant: z.string().max(64), provider: ProviderName });
export type PlacedVariant = z.infer<typeof PlacedVariant>;

export const PlacementState = z.enum([
  'unsupported', // its agent knows of no placement: it runs what was assigned
  'installing', // a release is on its way: nothing is switched
  'unprofiled', // the variants of its release were not measured yet
  'placed', // the hub chooses
]);
export type PlacementState = z.infer<typeof PlacementState>;

export const PlacementProblem = z.object({
  code: z.enum([
    'providerLost', // the runtime has lost it, or never had it although the release is made for it
    'providerLies', // it took none of the nodes and ran on the CPU without saying so
    'wrongScore',
    'failed', // a variant did not load, or ended the process
    'missing', // a variant of the release is not on the device's disk
    'busyProfile', // measured while the machine was busy
    'deadlineMissed', // the windows come later than the policy wants
    'capped', // it would switch, but has switched too often
    'notFollowed', // the device runs something else than the hub chose
    'pinUnknown', // the policy pins what this stream does not have, or cannot run
    'throttled',
    'undecided', // the hub's decisions on it fail
  ]),
  /** One sentence, with figures; what to do, where the device does not mend it by itself. */
  text: z.string().max(512),
  /** When it began, where that is known. */
  since: TimeMs.optional(),
});
export type PlacementProblem = z.infer<typeof PlacementProblem>;

/** One stream on the fleet map. */
export const PlacementEntry = z.object({
  site: Name,
  device: Name,
  stream: Name,
  labels: z.record(z.string(), z.string()),
  presence: Presence,
  state: PlacementState,
  /** Committed; null: the bundle of the device's own configuration. `model` is null for one that was deleted. */
  release: z
    .object({ id: Sha256, model: z.string().nullable(), version: z.string().nullable() })
    .nullable(),
  /** As the device tells it; of an older agent, what it reports to run. */
  running: PlacedVariant.nullable(),
  by: z.enum(['hub', 'guard', 'install']).nullable(),
  /** It runs what ran before its last release, because that one was taken back. */
  takenBack: z.boolean().default(false),
  /** When it began to run. */
  since: TimeMs.nullable(),
  /** The hub's present choice and why; null while it has made none. */
  choice: PlacementChoice.nullable(),
  /** Of the wish in `desired`; 0: none. */
  number: z.int().min(0),
  decidedAt: TimeMs.nullable(),
  /** Within the last hour, as the device told them. */
  switches: z.int().min(0),
  /** Of the newest load sample; null where unknown. */
  headroomC: z.number().nullable(),
  cpuPercent: z.number().nullable(),
  gpuPercent: z.number().nullable(),
  /** From a window's last row to its score. */
  lagP95Us: z.number().nullable(),
  /** What the policy allows it. */
  deadlineUs: z.number().nullable(),
  /** Whose policy holds; null: the built-in one. */
  policySource: PlacementScope.nullable(),
  problems: z.array(PlacementProblem),
});
export type PlacementEntry = z.infer<typeof PlacementEntry>;

/** GET /api/placement: by site, device and stream, with the position of the room `placement`. */
export const PlacementMap = z.object({
  epoch: z.string(),
  revision: z.int(),
  at: TimeMs,
  entries: z.array(PlacementEntry),
});
export type PlacementMap = z.infer<typeof PlacementMap>;

/** p95 of one window under the load of that instant, with what it is made of. */
export const PredictedLatency = PlacedVariant.extend({
  p95Us: z.number(),
  idleP95Us: z.number(),
  stretch: z.number(),
  correction: z.number(),
});
export type PredictedLatency = z.infer<typeof PredictedLatency>;

/** A policy as it was set. */
export const PlacementPolicyEntry = z.object({
  scope: PlacementScope,
  policy: PlacementPolicy,
  changedAt: TimeMs,
  changedBy: z.string(),
});
export type PlacementPolicyEntry = z.infer<typeof PlacementPolicyEntry>;

/** A stored policy that this hub cannot read: it holds for nobody. */
export const UnreadPolicy = z.object({ scope: z.string(), why: z.string() });
export type UnreadPolicy = z.infer<typeof UnreadPolicy>;

/** GET /api/placement/policies: the most general first. */
export const PlacementPolicyList = z.object({
  policies: z.array(PlacementPolicyEntry),
  unread: z.array(UnreadPolicy).default([]),
});
export type PlacementPolicyList = z.infer<typeof PlacementPolicyList>;

/** Body of PUT /api/placement/policies; DELETE /api/placement/policies?scope=TEXT takes one away. */
export const NewPlacementPolicy = z.object({ scope: PlacementScope, policy: PlacementPolicy });
export type NewPlacementPolicy = z.infer<typeof NewPlacementPolicy>;

/** Answer of PUT: it is set all the same. */
export const PlacementPolicySet = PlacementPolicyEntry.extend({
  /** One sentence each: a pin to what some release does not have, a scope that nothing is in. */
  warnings: z.array(z.string()),
  /** Streams that it holds for now. */
  streams: z.int().min(0),
});
export type PlacementPolicySet = z.infer<typeof PlacementPolicySet>;

/** One change of the hub's choice. */
export const PlacementHistoryEntry = z.object({
  at: TimeMs,
  number: z.int().min(0),
  release: Sha256.nullable(),
  from: PlacedVariant.nullable(),
  choice: PlacementChoice,
  policySource: PlacementScope.nullable(),
  predicted: z.array(PredictedLatency),
  /** What the machine told just then. */
  load: Load.nullable(),
});
export type PlacementHistoryEntry = z.infer<typeof PlacementHistoryEntry>;

/** GET /api/placement/{device}/{stream}, with the position of the room `placement`. */
export const PlacementDetail = z.object({
  epoch: z.string(),
  revision: z.int(),
  at: TimeMs,
  entry: PlacementEntry,
  /** What holds, and all that fit, the most specific first; the first of them holds. */
  policy: PlacementPolicy,
  policyChain: z.array(PlacementPolicyEntry),
  /** Profiles, missing variants, the last switch; null of an older agent. */
  report: PlacementReport.nullable(),
  wish: PlacementWish.nullable(),
  /** Of the committed release; empty for the bundle of the device's own configuration. */
  variants: z.array(
    z.object({
      name: z.string(),
      bundle: Sha256,
      providers: z.array(z.string()),
      auroc: z.number().nullable(),
    }),
  ),
  /** At the last decision. */
  predicted: z.array(PredictedLatency),
  /** Since when what each condition asks for has lasted, by its name. */
  waiting: z.record(z.string(), TimeMs),
  /** The newest first. */
  history: z.array(PlacementHistoryEntry),
  switches: z.array(SwitchReport),
  load: Load.nullable(),
  /** That run on the device, and those that its runtime names besides. */
  providers: z.array(z.string()),
  unusableProviders: z.array(UnusableProvider),
  cpuCount: z.int().min(1).nullable(),
  board: Board.nullable(),
  strideMs: z.int().min(1).nullable(),
});
export type PlacementDetail = z.infer<typeof PlacementDetail>;

/** What a load trend shows of the machine. */
export const loadFigures = [
  'cpuPercent',
  'otherCpuPercent',
  'cpuPressurePercent',
  'cpuClockRatio',
  'gpuPercent',
  'gpuClockRatio',
  'memoryUsedBytes',
  'gpuMemoryUsedBytes',
  'temperatureC',
  'headroomC',
  'criticalHeadroomC',
  'powerMilliwatts',
] as const;
export const LoadFigure = z.enum(loadFigures);
export type LoadFigure = z.infer<typeof LoadFigure>;

/** GET /api/devices/{device}/load, both ends included. */
export const LoadQuery = z.object({
  from: z.coerce.number().int().min(0),
  to: z.coerce.number().int().min(0),
  points: z.coerce.number().int().min(10).max(2000).default(300),
});
export type LoadQuery = z.infer<typeof LoadQuery>;

const Column = z.array(z.number().nullable());
/** Of each bucket; null where nothing was told. */
export const FigureSeries = z.object({ mean: Column, min: Column, max: Column });
export type FigureSeries = z.infer<typeof FigureSeries>;

/** Columnar; `at` is the beginning of a bucket. A bucket without samples is a gap of nulls. */
export const LoadSeries = z.object({
  device: Name,
  from: TimeMs,
  to: TimeMs,
  bucketMs: z.int().min(1),
  at: z.array(TimeMs),
  figures: z.record(LoadFigure, FigureSeries),
  streams: z.array(
    z.object({
      stream: Name,
      p95Us: FigureSeries,
      lagP95Us: FigureSeries,
      /** What ran last in the bucket. */
      ran: z.array(PlacedVariant.nullable()),
    }),
  ),
});
export type LoadSeries = z.infer<typeof LoadSeries>;

/** GET /api/placement/switches?from&to; at most 31 days. */
export const SwitchQuery = z.object({
  from: z.coerce.number().int().min(0),
  to: z.coerce.number().int().min(0),
});
export type SwitchQuery = z.infer<typeof SwitchQuery>;

/** Over the fleet, whole hours; those without a switch are there with 0. */
export const SwitchRate = z.object({
  from: TimeMs,
  to: TimeMs,
  hours: z.array(
    z.object({
      /** Its beginning. */
      at: TimeMs,
      switches: z.int().min(0),
      /** By the devices themselves. */
      byGuard: z.int().min(0),
      streams: z.int().min(0),
      /** Why, by code; those that did not occur are left out. */
      codes: z.partialRecord(PlacementCode, z.int().min(0)),
    }),
  ),
});
export type SwitchRate = z.infer<typeof SwitchRate>;

/** Body of POST /api/placement/what-if. */
export const WhatIfRequest = z.object({
  policy: PlacementPolicy,
  scope: PlacementScope.default({ kind: 'fleet' }),
  /** Of stored load, up to now. */
  hours: z.number().gt(0).max(168).default(24),
});
export type WhatIfRequest = z.infer<typeof WhatIfRequest>;

/** How a course of choices fared. */
export const WhatIfCourse = z.object({
  /** The longest first. */
  time: z.array(PlacedVariant.extend({ ms: z.int().min(0) })),
  switches: z.int().min(0),
  /** Time in which the predicted p95 of what ran was past the deadline. */
  missedMs: z.int().min(0),
  /** ... in which the GPU was used although hot beyond the policy's limit. */
  hotMs: z.int().min(0),
});
export type WhatIfCourse = z.infer<typeof WhatIfCourse>;

export const WhatIfStream = z.object({
  device: Name,
  stream: Name,
  /** Time that the stored samples cover. */
  coveredMs: z.int().min(0),
  /**
   * Of that, time from before the first profiles that are kept: replayed with those. The rest is replayed
   * with the profiles that were in force.
   */
  assumedMs: z.int().min(0).default(0),
  was: WhatIfCourse,
  would: WhatIfCourse,
  /** Of the would-be course, the first hundred. */
  switches: z.array(
    z.object({ at: TimeMs, from: PlacedVariant.nullable(), choice: PlacementChoice }),
  ),
  /** Where it would end; null: nothing could be chosen. */
  last: PlacementChoice.nullable(),
});
export type WhatIfStream = z.infer<typeof WhatIfStream>;

export const WhatIfReport = z.object({
  from: TimeMs,
  to: TimeMs,
  policy: PlacementPolicy,
  scope: PlacementScope,
  /** Load samples replayed. */
  samples: z.int().min(0),
  /** Streams of the scope; beyond a limit they are drawn evenly, and `streams` holds those that were. */
  streamsInScope: z.int().min(0),
  was: WhatIfCourse,
  would: WhatIfCourse,
  streams: z.array(WhatIfStream),
  /** In no course, and why. */
  left: z.array(z.object({ device: Name, stream: Name, reason: z.string().max(256) })),
  tookMs: z.int().min(0),
});
export type WhatIfReport = z.infer<typeof WhatIfReport>;

/** GET /api/placement/{device}/{stream}/trace: stored load as a trace of `lookout simulate placement`, JSON lines. */
export const TraceQuery = z.object({ hours: z.coerce.number().gt(0).max(168).default(24) });
export type TraceQuery = z.infer<typeof TraceQuery>;

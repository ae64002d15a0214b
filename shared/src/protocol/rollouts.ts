import { z } from 'zod';
import { DecisionTrouble } from './decision-trouble.ts';
import { Name, Sha256, TimeMs } from './names.ts';
import { ReleasePhase, ReleaseReason } from './release-phase.ts';
import { InstallRules } from './signed-documents.ts';

// A rollout over REST and live: what was planned, how far it is, who did what.

export const RolloutState = z.enum([
  'DRAFT', // may be changed and looked at; touches no device
  'APPROVED', // waits for its start or its maintenance window
  'RUNNING',
  'PAUSED', // by a person: nothing new begins, devices on their way go on
  'HALTED', // by a gate or a person: devices on their way hold, and judge with the good bundle
  'REVERTING', // committed devices are being taken back
  'REVERTED',
  'ABORTED', // ended by a person; committed devices keep the release
  'SUCCEEDED',
  'SUPERSEDED', // a newer rollout of the same model took the devices over
]);
export type RolloutState = z.infer<typeof RolloutState>;

const Share = z.number().min(0).max(1);

/** Who belongs to a wave, of those that no earlier wave has. */
export const WaveRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('percent'), percent: z.number().gt(0).max(100) }),
  z.object({ kind: z.literal('count'), count: z.int().min(1) }),
  z.object({ kind: z.literal('site'), sites: z.array(Name).min(1) }),
  z.object({ kind: z.literal('label'), label: z.string().max(64), value: z.string().max(64) }),
  z.object({
    kind: z.literal('hand'),
    assets: z.array(z.object({ device: Name, stream: Name })).min(1),
  }),
  z.object({ kind: z.literal('rest') }),
]);
export type WaveRule = z.infer<typeof WaveRule>;

export const WavePlan = z.object({
  name: z.string().min(1).max(64),
  members: WaveRule,
  /** A person starts it. */
  byHand: z.boolean().default(false),
  /** The next wave begins when so many have committed, and for this long after the last of them did. */
  successShare: Share.default(0.9),
  soakMs: z.int().min(0).default(0),
  /** Failures among those that ended: above this share, the rollout halts. */
  maxFailureShare: Share.default(0.1),
  /** No verdict on shares before so many have ended; a single one of a smaller wave counts whole. */
  minSample: z.int().min(1).default(1),
});
export type WavePlan = z.infer<typeof WavePlan>;

/** Evidence to halt, over the members of the running wave; null: not looked at. */
export const Gates = z.object({
  /** Lower end of the release's AUROC interval against the old release's AUROC: may fall by so much. */
  maxAurocDrop: Share.nullable().default(0.02),
  minAgreement: Share.nullable().default(0.9),
  /** Windows above the raise level, new against old, on the same windows. */
  maxAlertRatio: z.number().positive().nullable().default(3),
  maxLatencyRatio: z.number().positive().nullable().default(3),
  maxLatencyUs: z.number().positive().nullable().default(null),
  maxAddedMemoryBytes: z
    .int()
    .min(0)
    .nullable()
    .default(512 * 1024 * 1024),
  maxTemperatureC: z.number().nullable().default(null),
  /** Records that wait in a member's outbox. */
  maxQueueRecords: z.int().min(0).nullable().default(100_000),
});
export type Gates = z.infer<typeof Gates>;

/** Times of day in which new members may begin. */
export const MaintenanceWindow = z.object({
  /** 0 is Sunday. */
  days: z.array(z.int().min(0).max(6)).min(1).max(7),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM'),
  /** Not after `from`: on the next day. */
  to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM'),
  /** IANA name. */
  timeZone: z.string().min(1).max(64),
});
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>;

/** How long a member may stay in a phase; a device's own habit of absence is added. */
export const Deadlines = z.object({
  /** From the assignment to OFFERED; a device that is away waits in the tail and blocks nobody. */
  acceptMs: z.int().min(1_000).default(600_000),
  downloadMs: z.int().min(1_000).default(3_600_000),
  installMs: z.int().min(1_000).default(3_600_000),
  /** A device takes its assignment up within so long after it was signed, or not at all. */
  assignmentMs: z
    .int()
    .min(60_000)
    .default(30 * 86_400_000),
});
export type Deadlines = z.infer<typeof Deadlines>;

/** Body of POST /api/rollouts and /api/rollouts/preview. */
export const RolloutPlan = z.object({
  name: z.string().trim().min(1).max(64),
  release: Sha256,
  /** `auto`: for each device the first variant whose provider it has. */
  variant: z.string().max(64).default('auto'),
  /** All that are given must hold; the stream's channels must be the release's in any case. */
  target: z
    .object({
      sites: z.array(Name).default([]),
      devices: z.array(Name).default([]),
      streams: z.array(Name).default([]),
      labels: z.record(z.string().max(64), z.string().max(64)).default({}),
    })
    .prefault({}),
  waves: z.array(WavePlan).min(1).max(32),
  gates: Gates.prefault({}),
  deadlines: Deadlines.prefault({}),
  install: InstallRules,
  schedule: z
    .object({
      startAt: TimeMs.nullable().default(null),
      windows: z.array(MaintenanceWindow).max(16).default([]),
    })
    .prefault({}),
});
export type RolloutPlan = z.infer<typeof RolloutPlan>;

/** Where one (device, stream) stands in a rollout. */
export const MemberState = z.enum([
  'waiting', // its wave has not begun
  'tail', // never seen, or away when its wave began: it is assigned when it comes back, and blocks nobody
  'assigned', // sent, not yet taken up
  'installing', // see the device's own phase
  'held',
  'succeeded',
  'failed', // see the reason
  'silent', // took it up and was not heard again in time
  'reverting',
  'reverted',
  'left', // given up: superseded, aborted, or the device was revoked
]);
export type MemberState = z.infer<typeof MemberState>;

export const RolloutMember = z.object({
  device: Name,
  stream: Name,
  site: Name,
  wave: z.int().min(0),
  state: MemberState,
  variant: z.string().max(64).nullable(),
  /** As the device last told it. */
  phase: ReleasePhase.nullable(),
  since: TimeMs,
  deadlineAt: TimeMs.nullable(),
  haveBytes: z.int().min(0),
  totalBytes: z.int().min(0),
  reason: ReleaseReason.nullable(),
  /** What it goes back to; null: the bundle of the device's own configuration. */
  previousRelease: Sha256.nullable(),
});
export type RolloutMember = z.infer<typeof RolloutMember>;

/** GET /api/rollouts/{id}/members, with the position of the rollout's own room. */
export const RolloutMemberList = z.object({
  epoch: z.string(),
  revision: z.int(),
  members: z.array(RolloutMember),
});
export type RolloutMemberList = z.infer<typeof RolloutMemberList>;

/** One gate as it stands: a figure and its limit. */
export const GateFigure = z.object({
  gate: z.string().max(64),
  /** In words, with the unit. */
  title: z.string().max(128),
  value: z.number().nullable(),
  limit: z.number(),
  /** Members that the figure rests on. */
  sample: z.int().min(0),
  ok: z.boolean(),
});
export type GateFigure = z.infer<typeof GateFigure>;

export const WaveState = z.enum(['pending', 'running', 'soaking', 'done']);
export type WaveState = z.infer<typeof WaveState>;
export const WaveProgress = z.object({
  name: z.string(),
  state: WaveState,
  startedAt: TimeMs.nullable(),
  /** Members by state. */
  counts: z.record(MemberState, z.int().min(0)),
  /** Why it does not go on, in one sentence; null while it does. */
  waitsFor: z.string().max(256).nullable(),
});
export type WaveProgress = z.infer<typeof WaveProgress>;

export const RolloutEvent = z.object({
  at: TimeMs,
  /** Null: the hub by itself. */
  by: z.string().nullable(),
  what: z.string().max(64),
  detail: z.string().max(512),
});
export type RolloutEvent = z.infer<typeof RolloutEvent>;

export const RolloutSummary = z.object({
  id: z.uuid(),
  name: z.string(),
  model: Name,
  version: z.string(),
  release: Sha256,
  state: RolloutState,
  /** Why it stands where it stands, in one sentence. */
  reason: z.string().max(512).nullable(),
  createdAt: TimeMs,
  createdBy: z.string(),
  approvedAt: TimeMs.nullable(),
  endedAt: TimeMs.nullable(),
  /** While the hub cannot decide on it: waves, gates, halts and reverts wait. Null: it can. */
  trouble: DecisionTrouble.nullable(),
  waves: z.array(WaveProgress),
});
export type RolloutSummary = z.infer<typeof RolloutSummary>;

/** GET /api/rollouts: the newest first, with the position of the room `rollouts`. */
export const RolloutList = z.object({
  epoch: z.string(),
  revision: z.int(),
  rollouts: z.array(RolloutSummary),
});
export type RolloutList = z.infer<typeof RolloutList>;

/** All of a rollout but its members. */
export const RolloutDetail = z.object({
  rollout: RolloutSummary,
  plan: RolloutPlan,
  gates: z.array(GateFigure),
  /** The newest first. */
  history: z.array(RolloutEvent),
});
export type RolloutDetail = z.infer<typeof RolloutDetail>;

/** GET /api/rollouts/{id}, with the position of the rollout's own room. */
export const RolloutPage = RolloutDetail.extend({ epoch: z.string(), revision: z.int() });
export type RolloutPage = z.infer<typeof RolloutPage>;

/** Answer of POST /api/rollouts/preview: who would be in which wave, and who would not, and why. */
export const RolloutPreview = z.object({
  waves: z.array(
    z.object({
      name: z.string(),
      members: z.array(
        z.object({
          device: Name,
          stream: Name,
          site: Name,
          variant: z.string().max(64),
          /** Away or never seen: it would wait in the tail. */
          tail: z.boolean(),
        }),
      ),
    }),
  ),
  left: z.array(z.object({ device: Name, stream: Name, reason: z.string().max(256) })),
});
export type RolloutPreview = z.infer<typeof RolloutPreview>;

/** Body of POST /api/rollouts/{id}/act. */
export const RolloutAct = z.discriminatedUnion('act', [
  z.object({ act: z.literal('approve') }),
  z.object({ act: z.literal('pause'), reason: z.string().max(256).default('') }),
  z.object({ act: z.literal('resume') }),
  z.object({ act: z.literal('halt'), reason: z.string().max(256).default('') }),
  z.object({ act: z.literal('startWave') }),
  z.object({
    act: z.literal('abort'),
    revert: z.boolean(),
    reason: z.string().max(256).default(''),
  }),
]);
export type RolloutAct = z.infer<typeof RolloutAct>;

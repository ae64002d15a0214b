import { z } from 'zod';
import { Load } from './load.ts';
import { Name, TimeMs } from './names.ts';
import { DetectionPolicy, StreamPhase, StreamReport } from './presence.ts';
import { AlertPriority, ChannelEvidence } from './records.ts';

// What the browser and scripts see. The hub answers with these, the dashboard's types are these.

export const Role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof Role>;

export const Me = z.object({ id: z.uuid(), name: z.string(), role: Role });
export type Me = z.infer<typeof Me>;

export const LoginRequest = z.object({
  name: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});
export type LoginRequest = z.infer<typeof LoginRequest>;

export const User = z.object({
  id: z.uuid(),
  name: z.string(),
  role: Role,
  createdAt: TimeMs,
  disabledAt: TimeMs.nullable(),
});
export type User = z.infer<typeof User>;

const Password = z.string().min(12, 'at least 12 characters').max(256);

export const NewUser = z.object({
  name: z.string().trim().min(1).max(64),
  password: Password,
  role: Role,
});
export type NewUser = z.infer<typeof NewUser>;

/** What an administrator changes; what is left out stays. A disabled user keeps their name in the history. */
export const UserChange = z.object({
  role: Role.optional(),
  password: Password.optional(),
  disabled: z.boolean().optional(),
});
export type UserChange = z.infer<typeof UserChange>;

/** One's own. */
export const PasswordChange = z.object({ current: z.string().min(1).max(256), next: Password });
export type PasswordChange = z.infer<typeof PasswordChange>;

/** `unknown`: not heard since the hub started. */
export const Presence = z.enum(['online', 'offline', 'unknown']);
export type Presence = z.infer<typeof Presence>;

/** Orthogonal to shelving (ISA-18.2). */
export const AlarmState = z.enum([
  'unacknowledgedActive',
  'acknowledgedActive',
  'unacknowledgedReturned',
  'normal', // returned and acknowledged: history
]);
export type AlarmState = z.infer<typeof AlarmState>;

export const AlertKind = z.enum(['anomaly', 'sensorFault']);
export type AlertKind = z.infer<typeof AlertKind>;

export const Alert = z.object({
  id: z.uuid(),
  kind: AlertKind,
  site: Name,
  device: Name,
  stream: Name,
  area: z.string().nullable(),
  priority: AlertPriority,
  state: AlarmState,
  /** In words, from the channels: "Pressure 0.31 bar, expected 0.05". */
  what: z.string(),
  since: TimeMs,
  raisedAt: TimeMs,
  receivedAt: TimeMs,
  clearedAt: TimeMs.nullable(),
  clearReason: z.string().nullable(),
  /** Who asked for it, where `clearReason` is `reset`: "this is the new normal". */
  resetBy: z.string().nullable(),
  /** Came after an outage of the connection. */
  replayed: z.boolean(),
  score: z.number().nullable(),
  peakScore: z.number().nullable(),
  threshold: z.number().nullable(),
  channels: z.array(ChannelEvidence),
  modelDigest: z.string().nullable(),
  variant: z.string().nullable(),
  acknowledgedAt: TimeMs.nullable(),
  acknowledgedBy: z.string().nullable(),
  note: z.string().nullable(),
  shelvedUntil: TimeMs.nullable(),
  shelvedBy: z.string().nullable(),
  shelveReason: z.string().nullable(),
  /** At least 3 transitions within a minute. */
  chattering: z.boolean(),
});
export type Alert = z.infer<typeof Alert>;

export const AlertPage = z.object({
  epoch: z.string(),
  revision: z.int(),
  alerts: z.array(Alert),
  /** Of the whole filter, not of this page. */
  total: z.int(),
  /** Where the next page begins; null on the last one. */
  next: z.string().nullable(),
});
export type AlertPage = z.infer<typeof AlertPage>;

/**
 * `open`: everything that is not `normal`, in the order in which to deal with it: unacknowledged first,
 * then priority, then the newest. `closed` and `all`: the newest first.
 */
export const AlertQuery = z.object({
  state: z.enum(['open', 'closed', 'all']).default('open'),
  kind: AlertKind.optional(),
  device: Name.optional(),
  stream: Name.optional(),
  priority: AlertPriority.optional(),
  search: z.string().max(128).optional(),
  shelved: z.enum(['hide', 'only', 'show']).default('show'),
  limit: z.coerce.number().int().min(1).max(500).default(200),
  /** `next` of the page before, which holds the sort key of its last alert. */
  cursor: z.string().max(200).optional(),
});
export type AlertQuery = z.infer<typeof AlertQuery>;

export const AcknowledgeRequest = z.object({ note: z.string().max(1000).optional() });
export type AcknowledgeRequest = z.infer<typeof AcknowledgeRequest>;

/** POST /api/alerts/acknowledge. Ids that are not known are left out of the answer. */
export const BulkAcknowledgeRequest = z.object({
  ids: z.array(z.uuid()).min(1).max(500),
  note: z.string().max(1000).optional(),
});
export type BulkAcknowledgeRequest = z.infer<typeof BulkAcknowledgeRequest>;

export const BulkAcknowledgeResult = z.object({ alerts: z.array(Alert) });
export type BulkAcknowledgeResult = z.infer<typeof BulkAcknowledgeResult>;

export const ShelveRequest = z.object({
  minutes: z
    .int()
    .min(1)
    .max(7 * 24 * 60),
  reason: z.string().min(1).max(500),
});
export type ShelveRequest = z.infer<typeof ShelveRequest>;

/** One line of an alert's history: what the device said and what people did. */
export const AlertHistoryEntry = z.object({
  at: TimeMs,
  what: z.enum([
    'raised',
    'updated',
    'cleared',
    'acknowledged',
    'resetRequested',
    'shelved',
    'unshelved',
  ]),
  by: z.string().nullable(),
  score: z.number().nullable(),
  text: z.string().nullable(),
});
export type AlertHistoryEntry = z.infer<typeof AlertHistoryEntry>;

export const AlertDetail = z.object({ alert: Alert, history: z.array(AlertHistoryEntry) });
export type AlertDetail = z.infer<typeof AlertDetail>;

/** One tile of the overview: one watched asset. */
export const Asset = z.object({
  site: Name,
  area: z.string().nullable(),
  device: Name,
  stream: Name,
  presence: Presence,
  phase: StreamPhase,
  errorText: z.string().nullable(),
  lastScoreAt: TimeMs.nullable(),
  periodMs: z.int().nullable(),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  /** Scores of the last 60 s, oldest first. */
  sparkline: z.array(z.object({ at: TimeMs, score: z.number().nullable() })),
  openAlerts: z.int(),
  worstPriority: AlertPriority.nullable(),
  sensorFaults: z.int(),
  /** What of the worst open alert. */
  headline: z.string().nullable(),
});
export type Asset = z.infer<typeof Asset>;

export const Overview = z.object({
  epoch: z.string(),
  revision: z.int(),
  at: TimeMs,
  assets: z.array(Asset),
});
export type Overview = z.infer<typeof Overview>;

export const DeviceSummary = z.object({
  id: Name,
  site: Name,
  labels: z.record(z.string(), z.string()),
  presence: Presence,
  lastSeenAt: TimeMs.nullable(),
  agentVersion: z.string().nullable(),
  createdAt: TimeMs,
  revokedAt: TimeMs.nullable(),
  streams: z.array(StreamReport),
  load: Load.nullable(),
  openAlerts: z.int(),
});
export type DeviceSummary = z.infer<typeof DeviceSummary>;

export const GapEntry = z.object({
  receivedAt: TimeMs,
  lane: z.enum(['events', 'scores']),
  count: z.int().nullable(),
  fromAt: TimeMs.nullable(),
  toAt: TimeMs.nullable(),
  reason: z.string(),
});
export type GapEntry = z.infer<typeof GapEntry>;

export const DeviceDetail = z.object({
  epoch: z.string(),
  revision: z.int(),
  device: DeviceSummary,
  policies: z.record(Name, DetectionPolicy),
  gaps: z.array(GapEntry),
});
export type DeviceDetail = z.infer<typeof DeviceDetail>;

/** Body of PUT /api/devices/{id}/labels. */
export const DeviceLabels = z.record(z.string().min(1).max(64), z.string().max(128));
export type DeviceLabels = z.infer<typeof DeviceLabels>;

export const NewDevice = z.object({
  id: Name,
  site: Name,
  labels: DeviceLabels.default({}),
});
export type NewDevice = z.infer<typeof NewDevice>;

/** The secret is shown once; only its hash is kept. */
export const DeviceCredential = z.object({
  id: Name,
  site: Name,
  secret: z.string(),
  brokerUrl: z.string(),
});
export type DeviceCredential = z.infer<typeof DeviceCredential>;

/** GET /api/devices/:device/streams/:stream/series, both ends included. */
export const SeriesQuery = z.object({
  from: z.coerce.number().int(),
  to: z.coerce.number().int(),
  /** At most so many points; more rows are drawn together as min/max bands. */
  points: z.coerce.number().int().min(10).max(5000).default(600),
});
export type SeriesQuery = z.infer<typeof SeriesQuery>;

/**
 * History of one stream, columnar. When `bucketMs` is not null, every point is a bucket: `score` is its
 * maximum and `scoreMin` its minimum, so that no spike is averaged away; the other columns are those of
 * the bucket's worst window, so that the figures of a point belong together. Missing rows are gaps: a
 * point with null.
 */
export const Series = z.object({
  device: Name,
  stream: Name,
  bucketMs: z.int().nullable(),
  at: z.array(TimeMs),
  score: z.array(z.number().nullable()),
  scoreMin: z.array(z.number().nullable()),
  threshold: z.array(z.number().nullable()),
  latencyUs: z.array(z.number().nullable()),
  channels: z.array(z.string()),
  values: z.array(z.array(z.number().nullable())),
  expected: z.array(z.array(z.number().nullable())),
});
export type Series = z.infer<typeof Series>;

export const NewCommand = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('injectFault'),
    stream: Name,
    fault: z.string().max(64).nullable(),
    severity: z.number().min(0).max(1).default(1),
    durationSeconds: z.int().min(1).max(3600).nullable().default(60),
  }),
  z.object({ type: z.literal('selfTest'), stream: Name }),
  z.object({ type: z.literal('profile'), stream: Name }),
]);
export type NewCommand = z.input<typeof NewCommand>;

export const CommandState = z.object({
  id: z.uuid(),
  type: z.string(),
  args: z.record(z.string(), z.unknown()),
  createdAt: TimeMs,
  createdBy: z.string(),
  expiresAt: TimeMs,
  result: z.object({ ok: z.boolean(), detail: z.string(), at: TimeMs }).nullable(),
});
export type CommandState = z.infer<typeof CommandState>;

/** Every error of the REST API. */
export const ApiError = z.object({
  code: z.string(),
  message: z.string(),
  /** What to do about it, where that is known. */
  remedy: z.string().nullable(),
});
export type ApiError = z.infer<typeof ApiError>;

import type {
  AdaptedRecord,
  ClearedRecord,
  CommandResultRecord,
  GapRecord,
  RaisedRecord,
  SensorFaultRecord,
  UpdatedRecord,
} from '@lookout/shared/protocol/records';

export const digest = 'a'.repeat(64);

/** A uuid whose last digits are `number`. */
export const uuid = (number: number): string =>
  `7b1c4a0e-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

const common = {
  at: 1_000,
  sourceAt: null,
  clockOffsetMs: null,
  clock: 'synchronized',
  bootId: 'boot',
  replayed: false,
} as const;
const judged = {
  ...common,
  stream: 'loop',
  modelDigest: digest,
  variant: 'fp32-cpu',
  threshold: 4,
  alertId: uuid(1),
  score: 5,
  peakScore: 5,
  channels: [{ channel: 'pressure', unit: 'bar', value: 0.31, expected: 0.05, share: 0.8 }],
};

export const raised = (part: Partial<RaisedRecord> & { seq: number }): RaisedRecord => ({
  ...judged,
  type: 'raised',
  since: (part.at ?? common.at) - 500,
  priority: 'medium',
  ...part,
});

export const updated = (part: Partial<UpdatedRecord> & { seq: number }): UpdatedRecord => ({
  ...judged,
  type: 'updated',
  priority: 'high',
  ...part,
});

export const cleared = (part: Partial<ClearedRecord> & { seq: number }): ClearedRecord => ({
  ...judged,
  type: 'cleared',
  reason: 'returned',
  ...part,
});

export const sensorFault = (
  part: Partial<SensorFaultRecord> & { seq: number },
): SensorFaultRecord => ({
  ...common,
  type: 'sensorFault',
  stream: 'loop',
  faultId: uuid(2),
  channel: 'pressure',
  unit: 'bar',
  fault: 'stuck',
  active: true,
  value: 2.5,
  detail: 'pressure has not moved for 40 rows',
  ...part,
});

export const adapted = (part: Partial<AdaptedRecord> & { seq: number }): AdaptedRecord => ({
  ...common,
  type: 'adapted',
  stream: 'loop',
  modelDigest: digest,
  variant: 'fp32-cpu',
  reason: 'drift',
  fromLevel: 4,
  toLevel: 4.5,
  windows: 200,
  by: null,
  detail: 'The level followed slow drift.',
  ...part,
});

export const commandResult = (
  part: Partial<CommandResultRecord> & { seq: number },
): CommandResultRecord => ({
  ...common,
  type: 'commandResult',
  commandId: uuid(3),
  ok: true,
  detail: 'done',
  ...part,
});

export const gap = (part: Partial<GapRecord> & { seq: number }): GapRecord => ({
  ...common,
  type: 'gap',
  lane: 'events',
  gapQueueId: 'q1',
  ranges: [[1, 2]],
  count: 2,
  fromAt: null,
  toAt: null,
  reason: 'capacity',
  ...part,
});

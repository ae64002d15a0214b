import type { CommandState } from '@lookout/shared/protocol/rest';
import { expect, test } from 'vitest';
import { answerOf } from './command-answer.ts';

const sent: CommandState = {
  id: '00000000-0000-4000-8000-000000000001',
  type: 'selfTest',
  args: {},
  createdAt: 1_000,
  createdBy: 'ada',
  expiresAt: 61_000,
  result: null,
};
const answered = (ok: boolean) => ({ ...sent, result: { ok, detail: 'what it did', at: 2_000 } });
const failure = new Error('The hub does not answer.');

test.each([
  ['nothing asked', null, null, 0, 'none', ''],
  ['refused by the hub', failure, null, 0, 'failed', 'The hub does not answer.'],
  ['under way', null, sent, 60_999, 'waiting', 'Sent, waiting for the device'],
  ['too late', null, sent, 61_000, 'expired', 'The device has not answered in time.'],
  ['done, however late it is told', null, answered(true), 99_000, 'done', 'what it did'],
  ['refused by the device', null, answered(false), 2_000, 'refused', 'Refused: what it did'],
] as const)('%s', (_name, error, command, now, state, text) => {
  expect(answerOf({ error, sent: command, now })).toEqual({ state, text });
});

import type { SeqRange } from '@lookout/shared/protocol/records';
import { expect, test } from 'vitest';
import { gap } from '../alert/records.fixture.ts';
import { acknowledgementsOf, type Committed } from './acknowledgement.ts';

const row = (seq: number, part: Partial<Committed> = {}): Committed => ({
  address: { site: 'plant', device: 'pump-1' },
  queueId: 'q1',
  seq,
  receivedAt: 1000 + seq,
  ...part,
});

test.each<[string, Committed[], SeqRange[]]>([
  [
    'what was committed and no more',
    [row(9), row(2), row(1)],
    [
      [1, 2],
      [9, 9],
    ],
  ],
  ['a number twice', [row(2), row(2)], [[2, 2]]],
  [
    'a gap of the same queue',
    [row(9, { record: gap({ seq: 9, ranges: [[3, 5]] }) })],
    [
      [3, 5],
      [9, 9],
    ],
  ],
  [
    'a gap of a queue that was set aside',
    [row(9, { record: gap({ seq: 9, gapQueueId: 'q0', ranges: [[3, 5]] }) })],
    [[9, 9]],
  ],
  [
    'a gap of the score lane',
    [row(9, { record: gap({ seq: 9, lane: 'scores', ranges: [[3, 5]] }) })],
    [[9, 9]],
  ],
  [
    'a gap that names nonsense',
    [
      row(9, {
        record: gap({
          seq: 9,
          ranges: [
            [0, 2],
            [7, 4],
            [-3, -1],
          ],
        }),
      }),
    ],
    [[9, 9]],
  ],
])('acknowledges %s', (_, committed, ranges) => {
  expect(acknowledgementsOf(committed)).toMatchObject([{ queueId: 'q1', ranges }]);
});

test('every queue of every device gets its own', () => {
  const other = { site: 'plant', device: 'pump-2' };
  const acks = acknowledgementsOf([row(1), row(1, { address: other }), row(4, { queueId: 'q2' })]);
  expect(acks.map((ack) => [ack.address.device, ack.queueId, ack.ranges])).toEqual([
    ['pump-1', 'q1', [[1, 1]]],
    ['pump-2', 'q1', [[1, 1]]],
    ['pump-1', 'q2', [[4, 4]]],
  ]);
});

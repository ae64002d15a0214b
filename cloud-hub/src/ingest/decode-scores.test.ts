import { encode } from '@lookout/shared/protocol/codec';
import { expect, test } from 'vitest';
import { scoreBlock } from '../score/blocks.fixture.ts';
import { decodeScores } from './decode-scores.ts';
import { message } from './message.fixture.ts';

const address = { site: 'plant', device: 'pump-1' };
const send = (blocks: unknown[]) =>
  decodeScores(message('scores', address, encode('scores', { queueId: 's1', blocks }), 5000));
const good = scoreBlock({ seq: 3 }, [10, 20, 30], [1, null, 3]);

test('a block keeps its number and its columns', () => {
  const { blocks, deadLetters } = send([good]);
  expect(deadLetters).toEqual([]);
  expect(blocks).toMatchObject([
    { device: 'pump-1', receivedAt: 5000, block: good, delivery: { queueId: 's1', seq: 3 } },
  ]);
});

test.each([
  ['score', { ...good, score: [1, 2] }, 'score: 2 rows, at has 3'],
  ['sourceAt', { ...good, sourceAt: [1] }, 'sourceAt: 1 rows, at has 3'],
  ['values', { ...good, values: [[1, 2, 3]] }, 'values: 1 columns, channels has 2'],
  ['expected', { ...good, expected: [[1, 2, 3], []] }, 'expected.1: 0 rows, at has 3'],
  ['at', { ...good, at: [] }, 'at'],
  ['text', { ...good, score: ['1', 2, 3] }, 'score.0'],
])('a block whose %s does not fit is a dead letter with its number', (_, bad, reason) => {
  const { blocks, deadLetters } = send([bad, good]);
  expect(blocks).toHaveLength(1);
  expect(deadLetters).toMatchObject([{ code: 'badBlock', delivery: { seq: 3 } }]);
  expect(deadLetters[0]?.reason).toContain(reason);
});

test('a payload that is no message is one dead letter', () => {
  const { deadLetters } = decodeScores(message('scores', address, Buffer.from('[]'), 1));
  expect(deadLetters).toMatchObject([{ code: 'schema', delivery: null }]);
});

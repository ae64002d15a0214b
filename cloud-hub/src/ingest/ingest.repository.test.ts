import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '../../../test/support/postgres.ts';
import { raised } from '../alert/records.fixture.ts';
import type { OpenDatabase } from '../database/open-database.ts';
import { deadRecord } from './dead-letter.ts';
import { DeadLetterSweeper, deadLetterRetentionMs } from './dead-letter-sweeper.ts';
import type { ReceivedEvent } from './decode-events.ts';
import { IngestRepository } from './ingest.repository.ts';
import { ingestSchema } from './ingest.schema.ts';

let database: OpenDatabase;
let repository: IngestRepository;
beforeAll(async () => {
  database = await openTestDatabase(ingestSchema);
  repository = new IngestRepository(database.pool);
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('TRUNCATE events, dead_letters'));

const address = { site: 'plant', device: 'pump-1' };

function event(queueId: string, seq: number, device = 'pump-1'): ReceivedEvent {
  const record = raised({ seq });
  const { at, type, stream, alertId } = record;
  return {
    address: { ...address, device },
    topic: 'events',
    queueId,
    seq,
    receivedAt: 5,
    ...{ type, at, correctedAt: at, stream, alertId, record },
    json: JSON.stringify(record),
  };
}
const insert = (events: readonly ReceivedEvent[]) =>
  repository.transaction((tx) => repository.insertEvents(tx, events));

test('an event is new once by device, queue and number', async () => {
  const first = event('q', 1);
  expect(await insert([first])).toEqual(new Set([first]));
  const others = [event('q', 2), event('p', 1), event('q', 1, 'pump-2')];
  expect(await insert([event('q', 1), ...others])).toEqual(new Set(others));
  expect(await insert([])).toEqual(new Set());
});

test('an event twice in one batch is new once', async () => {
  expect((await insert([event('q', 1), event('q', 1)])).size).toBe(1);
});

test('two hubs that get the same events at once each insert their share', async () => {
  const events = Array.from({ length: 500 }, (_, i) => event('q', i + 1));
  const shares = await Promise.all([insert(events), insert(events.toReversed()), insert(events)]);
  expect(shares.reduce((sum, share) => sum + share.size, 0)).toBe(500);
});

test('a dead letter with a number is kept once, without one each time, and goes after a month', async () => {
  const message = { address, topic: 'events', receivedAt: 1_000 };
  const letter = (seq: number | null) =>
    deadRecord(
      message,
      'badRecord',
      'a\0b: \ud800',
      '{}',
      seq === null ? null : { address, queueId: 'q\0', seq, receivedAt: 1_000 },
    );
  const add = (...letters: ReturnType<typeof letter>[]) =>
    repository.transaction((tx) => repository.insertDeadLetters(tx, letters));
  expect(await add(letter(1), letter(null), letter(1))).toBe(2);
  expect(await add(letter(1), letter(null))).toBe(1);

  const sweeper = new DeadLetterSweeper(repository, () => 0);
  expect(await sweeper.sweep(1_000 + deadLetterRetentionMs)).toBe(0);
  expect(await sweeper.sweep(1_001 + deadLetterRetentionMs)).toBe(3);
});

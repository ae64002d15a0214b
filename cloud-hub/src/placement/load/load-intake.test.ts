import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../../../test/support/postgres.ts';
import { loadSampled } from '../../device/device.events.ts';
import { EventBus } from '../../event-bus/event-bus.ts';
import { hubSchema } from '../../schema.ts';
import { machineLoad } from '../placement.fixture.ts';
import { LoadRepository } from './load.repository.ts';
import { LoadIntake } from './load-intake.ts';

// Real: PostgreSQL. The clock is moved by hand.

test('a row that the database refuses does not hold up the others', async () => {
  const database = await openTestDatabase(hubSchema);
  onTestFinished(() => database.close());
  const [samples, events] = [new LoadRepository(database.pool), new EventBus()];
  const at = Date.parse('2026-11-24T12:00:00Z');
  const intake = new LoadIntake(samples, events, () => at);
  intake.onModuleInit();
  onTestFinished(() => intake.onApplicationShutdown());
  const device = (name: string, powerMode: string) =>
    events.emit(loadSampled, {
      site: 'plant',
      device: name,
      load: machineLoad(at, 20, { powerMode }),
    });
  device('pump-1', '15W');
  // PostgreSQL has no text with a NUL.
  device('pump-2', '15W\0');
  device('pump-3', '30W');

  await intake.flush(Number.POSITIVE_INFINITY);

  const kept = await samples.columnsOf(['pump-1', 'pump-2', 'pump-3'], at, at);
  expect(kept.map((one) => [one.device, one.columns.powerMode])).toEqual([
    ['pump-1', ['15W']],
    ['pump-3', ['30W']],
  ]);
});

test.each([
  ['right', 0, 0],
  ['right, and its sample was on its way for long', -4_000, 0],
  ['an hour ahead', 3_600_000, -3_600_000],
  ['a day behind', -86_400_000, 86_400_000],
])('a clock that is %s', async (_, aheadMs, offsetMs) => {
  const database = await openTestDatabase(hubSchema);
  onTestFinished(() => database.close());
  const [samples, events, at] = [new LoadRepository(database.pool), new EventBus(), 1e12];
  const intake = new LoadIntake(samples, events, () => at);
  intake.onModuleInit();
  onTestFinished(() => intake.onApplicationShutdown());
  expect(intake.clockOffsetMs('pump-1')).toBe(0);
  events.emit(loadSampled, {
    ...{ site: 'plant', device: 'pump-1', load: machineLoad(at + aheadMs, 20) },
  });
  expect(intake.clockOffsetMs('pump-1')).toBe(offsetMs);
  expect(intake.newest('pump-1')?.at).toBe(at);
});

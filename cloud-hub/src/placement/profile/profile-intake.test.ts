import { expect, onTestFinished, test } from 'vitest';
import { reportedChanged } from '../../device/device.events.ts';
import { reportedOf } from '../../device/device.fixture.ts';
import { EventBus } from '../../event-bus/event-bus.ts';
import { openPlacements, placementReport, profile } from '../placement.fixture.ts';
import { ProfileIntake } from './profile-intake.ts';

// Real: PostgreSQL. The clock is moved by hand.

test('what is measured is kept when it is something else, in the order of the reports', async () => {
  const rooms = await openPlacements();
  onTestFinished(() => rooms.close());
  await rooms.enrol('pump-1');
  const { profiles, clock } = rooms;
  const begin = clock.now;
  const tell = (events: EventBus, ...measured: ReturnType<typeof profile>[]) => {
    clock.now += 1_000;
    const placement = placementReport({ profiles: measured });
    const streams = [
      { name: 'loop', placement },
      { name: 'duty', placement: null },
    ];
    events.emit(reportedChanged, {
      ...{ site: 's', device: 'pump-1', reported: reportedOf(streams) },
      ...{ receivedAt: clock.now, isLive: true },
    });
  };
  const hub = () => {
    const events = new EventBus();
    const intake = new ProfileIntake(profiles, events, () => clock.now);
    intake.onModuleInit();
    return { events, intake };
  };
  const [first, next] = [hub(), hub()];
  const [cpu, gpu] = [profile('cpu-int8'), profile('gpu-fp16')];
  tell(first.events, cpu);
  tell(first.events, cpu);
  tell(first.events, cpu, gpu);
  await first.intake.onApplicationShutdown();
  // A hub that begins anew hears it again.
  tell(next.events, cpu, gpu);
  tell(next.events, cpu);
  await next.intake.onApplicationShutdown();

  const kept = await profiles.between(['pump-1'], begin, clock.now);
  expect(kept.map(({ at, stream, profiles }) => [at - begin, stream, profiles])).toEqual([
    [1_000, 'loop', [cpu]],
    [3_000, 'loop', [cpu, gpu]],
    [5_000, 'loop', [cpu]],
  ]);
});

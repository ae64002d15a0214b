import { expect, test } from 'vitest';
import { adapted } from '../alert/records.fixture.ts';
import { scoreBlock } from '../score/blocks.fixture.ts';
import { RoomChanges } from './room-changes.ts';
import { deviceRoom, parseRoom } from './room-name.ts';

const scores = scoreBlock({ seq: 1 }, [1000], [1]);
const seen = (changes: RoomChanges) => ({
  assets: [...changes.assets],
  alerts: [...changes.alerts.keys()],
  devices: Object.fromEntries(
    [...changes.devices].map(([device, of]) => [
      device,
      { summary: of.summary, alerts: [...of.alerts.keys()], scores: of.scores.length },
    ]),
  ),
});

test.each<[string, (changes: RoomChanges) => void, ReturnType<typeof seen>]>([
  [
    'scores: the tile and the device',
    (changes) => changes.scores('pump', scores),
    { assets: ['pump'], alerts: [], devices: { pump: { summary: false, alerts: [], scores: 1 } } },
  ],
  [
    'a load sample: the device alone',
    (changes) => changes.load('pump'),
    { assets: [], alerts: [], devices: { pump: { summary: true, alerts: [], scores: 0 } } },
  ],
  [
    'an alert, twice: list, tile, and the device with its count',
    (changes) => {
      changes.alert({ device: 'pump', id: 'a' });
      changes.alert({ device: 'pump', id: 'a' });
    },
    {
      assets: ['pump'],
      alerts: ['pump/a'],
      devices: { pump: { summary: true, alerts: ['a'], scores: 0 } },
    },
  ],
])('%s', (_, change, expected) => {
  const changes = new RoomChanges();
  change(changes);
  expect(seen(changes)).toEqual(expected);
});

test('an adaptation is told in the room of its device, later where it could not be told', () => {
  const adaptation = { ...adapted({ seq: 1 }), id: 'q/1', receivedAt: 1 };
  const failed = new RoomChanges();
  failed.adaptation('pump', adaptation);
  const now = new RoomChanges();
  now.restore(failed);
  expect(now.devices.get('pump')).toMatchObject({ summary: false, adaptations: [adaptation] });
  expect(now.assets.size).toBe(0);
});

test('what could not be told is told later, but for scores, whose room has a hole', () => {
  const failed = new RoomChanges();
  failed.alert({ device: 'pump', id: 'a' });
  failed.scores('tank', scores);
  failed.load('fan');
  const now = new RoomChanges();
  now.alert({ device: 'pump', id: 'b' });
  now.restore(failed);
  expect(seen(now)).toEqual({
    assets: ['pump', 'tank'],
    alerts: ['pump/b', 'pump/a'],
    devices: {
      pump: { summary: true, alerts: ['b', 'a'], scores: 0 },
      fan: { summary: true, alerts: [], scores: 0 },
    },
  });
});

test.each([
  ['overview', 'overview'],
  ['alerts', 'alerts'],
  ['device:pump-1', deviceRoom('pump-1')],
  ['device:', null],
  ['device:Pump', null],
  ['device:a\nb', null],
  ['toString', null],
  [['overview'], null],
  [null, null],
])('%j is the room %j', (name, room) => expect(parseRoom(name)).toBe(room));

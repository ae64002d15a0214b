import type { Status } from '@lookout/shared/protocol/presence';
import { describe, expect, test } from 'vitest';
import { type Evidence, nextPresence, type PresenceState, silenceMs } from './presence.ts';

const said = (session: number, online: boolean, at = session * 1000): Status => ({
  online,
  session,
  bootId: 'boot',
  agentVersion: '1.0.0',
  at,
});
const status = (s: Status, retained = false): Evidence => ({
  kind: 'status',
  status: s,
  retained,
  at: 9_000,
});
const heard: Evidence = { kind: 'heard', at: 9_000 };
const after = (ms: number): Evidence => ({ kind: 'clock', at: 5_000 + ms });

const never: PresenceState = {
  presence: 'unknown',
  offlineBy: null,
  status: null,
  lastSeenAt: null,
};
const online: PresenceState = {
  presence: 'online',
  offlineBy: null,
  status: said(3, true),
  lastSeenAt: 5_000,
};
const left: PresenceState = {
  ...online,
  presence: 'offline',
  offlineBy: 'will',
  status: said(3, false),
};
const silent: PresenceState = { ...online, presence: 'offline', offlineBy: 'silence' };

describe.each<[from: string, state: PresenceState]>([
  ['never heard', never],
  ['online in session 3', online],
  ['left in session 3', left],
  ['silent in session 3', silent],
])('%s', (from, state) => {
  const expected: Record<string, Record<string, PresenceState['presence']>> = {
    'says it is online': { '*': 'online' },
    'its will': { '*': 'offline' },
    'the will of an older session': {
      'never heard': 'offline',
      'online in session 3': 'online',
      '*': 'offline',
    },
    'a will that was lying at the broker': { '*': 'offline' },
    '"online" that was lying at the broker': { 'online in session 3': 'online', '*': 'unknown' },
    'an older "online" that was lying there': {
      'never heard': 'unknown',
      'online in session 3': 'online',
      '*': 'offline',
    },
    'a load sample': { 'left in session 3': 'offline', '*': 'online' },
    'a moment passes': {
      'never heard': 'unknown',
      'online in session 3': 'online',
      '*': 'offline',
    },
    'nothing for too long': { 'never heard': 'unknown', '*': 'offline' },
    'the hub, which was its broker, begins': { '*': 'unknown' },
  };
  test.each<[what: string, evidence: Evidence]>([
    ['says it is online', status(said(4, true))],
    ['its will', status(said(3, false))],
    ['the will of an older session', status(said(2, false))],
    ['a will that was lying at the broker', status(said(3, false), true)],
    ['"online" that was lying at the broker', status(said(4, true), true)],
    ['an older "online" that was lying there', status(said(2, true), true)],
    ['a load sample', heard],
    ['a moment passes', after(silenceMs)],
    ['nothing for too long', after(silenceMs + 1)],
    ['the hub, which was its broker, begins', { kind: 'brokerBegan' }],
  ])('%s', (what, evidence) => {
    const row = expected[what];
    expect(nextPresence(state, evidence).presence).toBe(row?.[from] ?? row?.['*']);
  });
});

test('the will of an old connection that comes late does not put a device offline', () => {
  const back = nextPresence(online, status(said(4, true)));
  expect(nextPresence(back, status(said(3, false)))).toBe(back);
});

test('who lost its disk counts from the beginning, and is believed when that was said later', () => {
  const anew = nextPresence(online, status(said(0, true, 8_000)));
  expect(anew).toMatchObject({ presence: 'online', status: { session: 0 } });
  expect(nextPresence(anew, status(said(0, false, 8_000))).presence).toBe('offline');
});

test('what came late from a device that said goodbye does not bring it back, its return does', () => {
  expect(nextPresence(left, heard)).toBe(left);
  expect(nextPresence(left, status(said(3, true, 9_000))).presence).toBe('online');
});

test('when it was last heard is the time of the last message, whatever that was', () => {
  expect(nextPresence(online, heard).lastSeenAt).toBe(9_000);
  expect(nextPresence(online, status(said(4, true))).lastSeenAt).toBe(9_000);
  expect(nextPresence(online, status(said(3, false), true)).lastSeenAt).toBe(5_000);
});

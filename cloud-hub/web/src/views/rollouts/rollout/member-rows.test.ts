import { describe, expect, test } from 'vitest';
import { memberOf } from '../rollout.fixture.ts';
import { memberFilterFrom, memberRows, standText } from './member-rows.ts';

const all = { wave: null, state: null, search: '' };
const members = [
  memberOf({ device: 'pump-10', state: 'succeeded' }),
  memberOf({ device: 'pump-2', state: 'succeeded', wave: 1 }),
  memberOf({ device: 'pump-3', state: 'silent', wave: 1 }),
  memberOf({
    ...{ device: 'pump-4', state: 'failed', wave: 1 },
    reason: { code: 'latency', text: 'too slow' },
  }),
  memberOf({ device: 'pump-1', state: 'succeeded' }),
];
const ids = (filter: Parameters<typeof memberRows>[1]) =>
  memberRows(members, filter).map(({ device }) => device);

test('those that need someone stand on top, the others by wave and name', () =>
  expect(ids(all)).toEqual(['pump-4', 'pump-3', 'pump-1', 'pump-10', 'pump-2']));

test.each([
  ['wave=1', ['pump-1', 'pump-10']],
  ['wave=2&state=silent', ['pump-3']],
  ['search=TOO+slow', ['pump-4']],
  ['search=plant-b', []],
  ['wave=0&state=nonsense', ['pump-4', 'pump-3', 'pump-1', 'pump-10', 'pump-2']],
])('the address %s', (query, expected) =>
  expect(ids(memberFilterFrom(new URLSearchParams(query)))).toEqual(expected),
);

describe('where a member stands', () => {
  test.each([
    ['waits', { state: 'waiting' }, 'waits for its wave'],
    ['has told nothing yet', { state: 'installing' }, 'installing'],
    ['is on trial', { state: 'installing', phase: 'TRIAL' }, 'on trial'],
    ['is held', { state: 'held', phase: 'VERIFIED' }, 'held, downloaded'],
    [
      'downloads',
      { state: 'installing', phase: 'DOWNLOADING', haveBytes: 2048, totalBytes: 4096 },
      'downloading, 2.0 KiB of 4.0 KiB',
    ],
    ['runs it', { state: 'succeeded', phase: 'COMMITTED' }, 'runs it'],
  ] as const)('%s', (_name, given, text) => expect(standText(memberOf(given))).toBe(text));
});

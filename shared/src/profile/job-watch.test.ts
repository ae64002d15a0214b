import { expect, test } from 'vitest';
import { JobWatch } from './job-watch.ts';

const watch = () => new JobWatch('a, b');
const loading = { kind: 'doing', model: 'b', what: 'loading' } as const;

test('a result is handed on', () => {
  const result = { kind: 'peak', rssBytes: 1 } as const;
  expect(watch().heard(loading)).toBeNull();
  expect(watch().heard(result)).toBe(result);
});

test('before it has said anything, all models stand for it', () => {
  expect(watch().silent(5)).toMatchObject({
    code: 'timeout',
    message: 'a, b: starting took more than 5 ms',
  });
});

test('its end is laid to what it did last', () => {
  const one = watch();
  one.heard(loading);
  expect(one.ended('SIGSEGV', 'first\nlast words\n\n')).toMatchObject({
    code: 'crashed',
    message: 'b: loading ended the process (SIGSEGV): last words',
  });
  one.heard({ kind: 'doing', model: null, what: 'timing' });
  expect(one.ended('SIGKILL', '').message).toBe('a, b: timing ended the process (SIGKILL)');
});

test.each([
  ['no such op', 'b: no such op'],
  ['b: input "x" is int64', 'b: input "x" is int64'],
])('a failure names its model once: %s', (message, told) => {
  const failed = { kind: 'failed', model: 'b', message } as const;
  expect(() => watch().heard(failed)).toThrow(
    expect.objectContaining({ code: 'model', message: told }),
  );
});

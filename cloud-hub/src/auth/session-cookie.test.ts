import { expect, test } from 'vitest';
import { readToken, sessionCookie, setCookie } from './session-cookie.ts';

const cookie = sessionCookie(3000, false);
const token = 'A'.repeat(43);

test.each<[name: string, header: string | undefined, expected: string | null]>([
  ['no cookie at all', undefined, null],
  ['empty', '', null],
  ['alone', `lookout_session_3000=${token}`, token],
  ['among others', `a=b; lookout_session_3000=${token};c=d`, token],
  ["another hub's on this machine", `lookout_session_3001=${token}`, null],
  ['a longer name', `xlookout_session_3000=${token}`, null],
  ['without a value', 'lookout_session_3000', null],
  ['cut short', `lookout_session_3000=${token.slice(1)}`, null],
  ['too long', `lookout_session_3000=${token}A`, null],
  ['a broken escape', 'lookout_session_3000=%E0%A4%A', null],
  ['a quote that does not end', `lookout_session_3000="${token}`, null],
  ['control characters', `lookout_session_3000=\u0000${token.slice(1)}`, null],
  ['a huge one', `lookout_session_3000=${'A'.repeat(100_000)}`, null],
  ['SQL', "lookout_session_3000=' OR 1=1 --", null],
])('the token in a header: %s', (_name, header, expected) => {
  expect(readToken(cookie, header)).toBe(expected);
});

test('no script and no other site gets it; under TLS no plain connection either', () => {
  const plain = setCookie(cookie, token, 60);
  expect(plain).toBe(
    `lookout_session_3000=${token}; Max-Age=60; Path=/; HttpOnly; SameSite=Strict`,
  );
  expect(setCookie(sessionCookie(443, true), token, 60)).toMatch(/; Secure$/);
});

test('it is taken away by one that is over', () => {
  expect(setCookie(cookie, null, 60)).toMatch(/^lookout_session_3000=; Max-Age=0; /);
});

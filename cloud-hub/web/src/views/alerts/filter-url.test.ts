import { expect, test } from 'vitest';
import { filterFrom, withParameter } from './filter-url.ts';

test('an empty address shows what is open and not shelved', () => {
  expect(filterFrom(new URLSearchParams())).toEqual({ state: 'open', shelved: 'hide' });
});

test('every part is read', () => {
  const query =
    'state=all&shelved=only&kind=sensorFault&priority=high&device=p-1&stream=s&search=flow';
  expect(filterFrom(new URLSearchParams(query))).toEqual({
    state: 'all',
    shelved: 'only',
    kind: 'sensorFault',
    priority: 'high',
    device: 'p-1',
    stream: 's',
    search: 'flow',
  });
});

test('a part that is not understood spoils no other', () => {
  const filter = filterFrom(new URLSearchParams('state=broken&priority=low&device=NO%20NAME'));
  expect(filter).toEqual({ state: 'open', shelved: 'hide', priority: 'low' });
});

test('changing one part keeps the rest', () => {
  const before = new URLSearchParams('priority=low&alert=x');
  expect(withParameter(before, 'priority', 'high').toString()).toBe('priority=high&alert=x');
  expect(withParameter(before, 'priority', null).toString()).toBe('alert=x');
});

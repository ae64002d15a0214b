import { expect, test } from 'vitest';
import { profile } from '../placement.fixture.ts';
import { type Pin, pinObstacle, type Runnable } from './pin-obstacle.ts';

const stream: Runnable = {
  variants: [
    { name: 'cpu-int8', providers: ['cpu'] },
    { name: 'gpu-fp16', providers: ['tensorrt', 'cuda'] },
  ],
  providers: ['cpu', 'cuda'],
  profiles: [profile('cpu-int8'), profile('gpu-fp16')],
};
const to = (variant: string, provider: string | null = null): Pin => ({ variant, provider });
const withGpu = (usable: 'wrongScore' | 'absent') => [
  profile('cpu-int8'),
  profile('gpu-fp16', { usable }),
];

test.each<[string, Pin, Partial<Runnable>, string | null]>([
  ['what is there', to('gpu-fp16'), {}, null],
  ['what is there, with its provider', to('gpu-fp16', 'cuda'), {}, null],
  ['what is there, not measured yet', to('gpu-fp16', 'cuda'), { profiles: [] }, null],
  [
    'what was not measured, beside what was',
    to('gpu-fp16'),
    { profiles: [profile('cpu-int8')] },
    null,
  ],
  ['an unknown variant', to('gpu-int4', 'cuda'), {}, 'has a release without the variant gpu-int4'],
  [
    'a provider that it is not made for',
    to('cpu-int8', 'cuda'),
    {},
    'has a release whose cpu-int8 is not made for cuda',
  ],
  [
    'a provider that the device has not',
    to('gpu-fp16', 'tensorrt'),
    {},
    'has no provider tensorrt',
  ],
  [
    'a variant for none of the providers',
    to('gpu-fp16'),
    { providers: ['cpu'] },
    'has no provider that gpu-fp16 is made for (tensorrt, cuda)',
  ],
  [
    'what gives wrong scores there',
    to('gpu-fp16', 'cuda'),
    { profiles: withGpu('wrongScore') },
    'cannot run gpu-fp16 on cuda, as its scores came out wrong',
  ],
  [
    'a provider that is lost',
    to('gpu-fp16'),
    { profiles: withGpu('absent') },
    'cannot run gpu-fp16, as its provider is not there',
  ],
  [
    'what a bundle of its own has not',
    to('gpu-fp16'),
    { variants: null, profiles: [profile('cpu-int8')] },
    'runs the bundle of its own configuration, in which gpu-fp16 is not',
  ],
  ['a release that is not known', to('gpu-fp16'), { variants: null, profiles: [] }, null],
])('a pin to %s', (_what, pin, part, expected) => {
  expect(pinObstacle(pin, { ...stream, ...part })).toBe(expected);
});

import type { Dim } from '@lookout/shared/onnx/value';
import { expect, test } from 'vitest';
import { resolveLayout } from './layout.ts';
import type { Layout } from './terms.ts';

interface Case {
  readonly shape: readonly Dim[];
  readonly channels: number | null;
  readonly windowLength?: number;
  readonly layout?: Layout;
}
const resolve = ({
  windowLength = null,
  layout = null,
  ...rest
}: Omit<Case, 'windowLength' | 'layout'> & {
  windowLength?: number | null;
  layout?: Layout | null;
}) => resolveLayout({ ...rest, windowLength, layout });

test.each<[string, Case, Layout, number[]]>([
  ['rows first', { shape: [64, 8], channels: 8 }, 'time-channels', [64, 8]],
  ['channels first', { shape: [8, 64], channels: 8 }, 'channels-time', [64, 8]],
  ['flat', { shape: [512], channels: 8 }, 'flat', [64, 8]],
  ['an image of one colour', { shape: [1, 64, 8], channels: 8 }, 'plane', [64, 8]],
  ['an image', { shape: [3, 32, 32], channels: null }, 'image', [3, 32, 32]],
  ['open rows', { shape: ['t', 8], channels: 8, windowLength: 20 }, 'time-channels', [20, 8]],
  ['open rows, last', { shape: [8, 't'], channels: 8, windowLength: 20 }, 'channels-time', [20, 8]],
  [
    'all open',
    { shape: ['t', 'c'], channels: 8, windowLength: 20, layout: 'time-channels' },
    'time-channels',
    [20, 8],
  ],
  ['open, flat', { shape: ['n'], channels: 8, windowLength: 20 }, 'flat', [20, 8]],
  [
    'as many rows as channels',
    { shape: [8, 8], channels: 8, layout: 'channels-time' },
    'channels-time',
    [8, 8],
  ],
  ['no data yet', { shape: [64, 8], channels: null }, 'time-channels', [64, 8]],
])('%s', (_, given, layout, shape) => {
  expect(resolve(given)).toMatchObject({ layout, shape });
});

test.each<[string, Case, string]>([
  ['as many rows as channels', { shape: [8, 8], channels: 8 }, 'time-channels or channels-time'],
  [
    'all open',
    { shape: ['t', 'c'], channels: 8, windowLength: 20 },
    'time-channels or channels-time',
  ],
  ['neither fits', { shape: [64, 8], channels: 7 }, 'the data has 7 channels'],
  ['flat, with a remainder', { shape: [512], channels: 7 }, 'the data has 7 channels'],
  ['open, and no rows said', { shape: ['t', 8], channels: 8 }, '--window'],
  ['other rows than said', { shape: [64, 8], channels: 8, windowLength: 32 }, '[batch, 64, 8]'],
  ['a layout of another rank', { shape: [64, 8], channels: 8, layout: 'flat' }, '[batch, 64, 8]'],
  ['one row', { shape: [8], channels: 8 }, '[batch, 8]'],
  ['frames, with rows of sensors', { shape: [3, 32, 32], channels: 8 }, 'give a folder of frames'],
  ['frames of any size', { shape: [3, 'h', 'w'], channels: null }, 'size of a frame open'],
])('refused: %s', (_, given, part) => {
  expect(() => resolve(given)).toThrow(
    expect.objectContaining({ code: 'layout', message: expect.stringContaining(part) }),
  );
});

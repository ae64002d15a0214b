import { mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bitmapOf } from '../../../../test/support/bitmap.ts';
import type { ImagesSourceConfig } from '../../config/schema.ts';
import { systemClock } from '../clock.ts';
import { Heard } from '../listener.fixture.ts';
import { bareThread, unrulyThread } from './frame-reader.fixture.ts';
import type { ThreadModule } from './frame-reader.ts';
import { ImagesSource } from './images-source.ts';

let root: string;
let folder: string;
let source: ImagesSource | null = null;
let heard: Heard;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lookout-images-'));
  folder = join(root, 'camera');
  mkdirSync(folder);
  heard = new Heard();
});
afterEach(async () => {
  await source?.stop();
  rmSync(root, { recursive: true });
});

const colors = ['red', 'green', 'blue'].map((name) => ({ name, unit: null }));
async function begin(
  config: Partial<ImagesSourceConfig> = {},
  periodMs = 20,
  thread?: ThreadModule,
): Promise<void> {
  source = new ImagesSource({
    config: { type: 'images', folder, follow: null, loop: false, speed: null, ...config },
    input: { channels: colors, height: 8, width: 8, periodMs },
    clock: systemClock,
    ...(thread === undefined ? {} : { thread }),
  });
  await source.start(heard);
}

/** Uniformly grey, so that every mean is level / 255. */
const grey = (level: number) =>
  sharp({
    create: { width: 12, height: 10, channels: 3, background: { r: level, g: level, b: level } },
  });
const png = async (name: string, level: number) =>
  writeFileSync(join(folder, name), await grey(level).png().toBuffer());
const levels = () => heard.values.map(([red]) => Math.round((red ?? -1) * 255));
const told = () => heard.errors.map(({ code, effect }) => `${code} ${effect}`);

describe('played', () => {
  test('frames come in the order of their numbers, whatever their format, and then it ends', async () => {
    writeFileSync(join(folder, 'f-9.jpg'), await grey(90).jpeg().toBuffer());
    await png('f-10.png', 100);
    writeFileSync(join(folder, 'f-11.webp'), await grey(110).webp({ lossless: true }).toBuffer());
    writeFileSync(
      join(folder, 'f-12.tiff'),
      await grey(120).tiff({ compression: 'lzw' }).toBuffer(),
    );
    writeFileSync(
      join(folder, 'f-13.bmp'),
      bitmapOf(3, 2, () => [130, 130, 130]),
    );
    await begin({ follow: false });
    await heard.until(({ ended }) => ended);
    expect(levels()).toEqual([90, 100, 110, 120, 130]);
    expect(heard.samples.map(({ frame }) => frame?.length)).toEqual(Array(5).fill(3 * 8 * 8));
    const times = heard.samples.map(({ at }) => at);
    expect(times.slice(1).map((at, i) => at - (times[i] ?? 0))).toEqual([20, 20, 20, 20]);
  });

  test('what is no frame is left out with its name, and the rest goes on', async () => {
    await png('a.png', 10);
    writeFileSync(join(folder, 'b.png'), 'no picture');
    writeFileSync(join(folder, 'notes.txt'), 'of the camera');
    writeFileSync(join(folder, '.hidden.png'), 'not ours');
    mkdirSync(join(folder, 'sub.png'));
    await png('z.png', 30);
    await begin({ speed: 'max' });
    await heard.until(({ ended }) => ended);
    expect(levels()).toEqual([10, 30]);
    // The first of a kind is told, the next when there are ten.
    expect(heard.errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/camera\/b\.png: Input buffer contains unsupported image format/),
    ]);
  });

  test('it begins again, with what has come meanwhile', async () => {
    await png('a.png', 10);
    await begin({ loop: true });
    await heard.until(({ samples }) => samples.length >= 1);
    await png('b.png', 20);
    await heard.until(() => levels().includes(20));
    expect(levels().at(0)).toBe(10);
    await source?.stop();
    expect(heard.ended).toBe(false);
  });

  test('as fast as possible waits for the listener', async () => {
    for (const level of [10, 20, 30]) await png(`${level}.png`, level);
    let underWay = 0;
    let most = 0;
    const onSample = heard.onSample.bind(heard);
    heard.onSample = async (sample) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      onSample(sample);
    };
    await begin({ speed: 'max' });
    await heard.until(({ ended }) => ended);
    expect([levels(), most]).toEqual([[10, 20, 30], 1]);
  });

  test.each([
    ['empty', () => {}, /camera: there is no file in it/],
    ['not there', () => rmSync(folder, { recursive: true }), /camera: cannot be read \(ENOENT\)/],
  ])('a folder that is %s is told at the start', async (_, prepare, message) => {
    prepare();
    await expect(begin({ follow: false })).rejects.toThrow(message);
    source = null;
  });

  test('a folder without a single frame does not go round for ever', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'x');
    await begin({ loop: true });
    await heard.until(({ errors }) => errors.some(({ effect }) => effect === 'stopped'));
    expect(told()).toEqual(['badFrame rejected', 'noFrames stopped']);
  });
});

describe('followed', () => {
  test('only what comes from now on is a frame, and each is one once', async () => {
    await png('old.png', 10);
    await begin();
    await png('a.png', 20);
    await heard.until(({ samples }) => samples.length === 1);
    await png('b.png', 30);
    await heard.until(({ samples }) => samples.length === 2);
    await png('c.png', 40);
    await heard.until(({ samples }) => samples.length === 3);
    expect(levels()).toEqual([20, 30, 40]);
    expect(heard.errors).toEqual([]);
  });

  test('a file that is written anew is another frame', async () => {
    await png('latest.png', 10);
    await begin();
    for (const [i, level] of [20, 30].entries()) {
      await png('latest.png', level);
      await heard.until(({ samples }) => samples.length > i);
    }
    expect(levels()).toEqual([20, 30]);
  });

  test('one that is written under another name first comes when it has its own', async () => {
    await begin();
    await png('a.png.part', 20);
    await png('b.png', 30);
    await heard.until(({ samples }) => samples.length === 1);
    renameSync(join(folder, 'a.png.part'), join(folder, 'a.png'));
    await heard.until(({ samples }) => samples.length === 2);
    expect(levels()).toEqual([30, 20]);
  });

  test('one that is half written comes when it is whole; the next does not wait for it', async () => {
    const whole = bitmapOf(8, 8, () => [50, 50, 50]);
    await begin();
    writeFileSync(join(folder, 'half.bmp'), whole.subarray(0, 100));
    await png('next.png', 60);
    await heard.until(({ samples }) => samples.length === 1);
    writeFileSync(join(folder, 'half.bmp'), whole);
    await heard.until(({ samples }) => samples.length === 2);
    expect(levels()).toEqual([60, 50]);
    expect(heard.errors).toEqual([]);
  });

  test('frames that come too fast are left out, the oldest first, and that is told', async () => {
    await begin({}, 300);
    const frames = await Promise.all(
      [10, 20, 30, 40, 50].map((level) => grey(level).png().toBuffer()),
    );
    frames.forEach((bytes, i) => {
      writeFileSync(join(folder, `${i}.png`), bytes);
    });
    await heard.until(({ samples }) => samples.length === 2);
    expect(levels()).toEqual([40, 50]);
    const [first, second] = heard.samples.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(200);
    expect(told()).toEqual(['skippedFrame rejected']);
    expect(heard.errors[0]?.message).toMatch(/0\.png: left out, frames come faster.*300 ms/);
  });

  test('old files that are cleared away are no news, and a strange one is told', async () => {
    await png('old.png', 10);
    await begin();
    rmSync(join(folder, 'old.png'));
    writeFileSync(join(folder, 'log.txt'), 'x');
    await png('a.png', 20);
    await heard.until(({ samples, errors }) => samples.length === 1 && errors.length === 1);
    expect(heard.errors[0]?.message).toMatch(/log\.txt: it is no picture by its name/);
  });

  test('a folder that goes away and comes back interrupts it', async () => {
    await begin();
    rmSync(folder, { recursive: true });
    await heard.until(({ errors }) => errors.length === 1);
    expect(told()).toEqual(['fileUnreadable interrupted']);
    mkdirSync(folder);
    await heard.until(({ recovered }) => recovered === 1);
    await png('a.png', 20);
    await heard.until(({ samples }) => samples.length === 1);
    expect(told()).toEqual(['fileUnreadable interrupted']);
  });

  test('frames of other proportions and colors are stretched to the detector', async () => {
    await begin();
    const wide = sharp({
      create: {
        width: 64,
        height: 4,
        channels: 4,
        background: { r: 255, g: 0, b: 51, alpha: 0.5 },
      },
    });
    writeFileSync(join(folder, 'wide.png'), await wide.png().toBuffer());
    await heard.until(({ samples }) => samples.length === 1);
    expect(heard.values[0]).toEqual([1, 0, 0.2]);
  });
});

test('a cut file is no frame', async () => {
  const jpeg = await grey(90).jpeg().toBuffer();
  writeFileSync(join(folder, 'a.jpg'), jpeg);
  truncateSync(join(folder, 'a.jpg'), jpeg.length - 20);
  await png('b.png', 20);
  await begin({ follow: false });
  await heard.until(({ ended }) => ended);
  expect(levels()).toEqual([20]);
  expect(heard.errors[0]?.message).toMatch(/a\.jpg: .*premature end/);
});

describe('a picture that ends the thread that decodes', () => {
  test('is left out of what is played', async () => {
    for (const name of ['a', 'deadly', 'e']) await png(`${name}.png`, 20);
    await begin({ speed: 'max' }, 20, unrulyThread);
    await heard.until(({ ended }) => ended);
    expect([levels(), told()]).toEqual([[20, 20], ['badFrame rejected']]);
    expect(heard.errors[0]?.message).toMatch(/deadly\.png: the thread that decodes it ended/);
  });

  test('is not read again of a camera', async () => {
    await begin({}, 20, unrulyThread);
    await png('deadly.png', 20);
    await heard.until(({ errors }) => errors.length === 1);
    await png('b.png', 30);
    await heard.until(({ samples }) => samples.length === 1);
    expect([levels(), told()]).toEqual([[30], ['badFrame rejected']]);
  });
});

test.each([
  ['played', { follow: false }],
  ['followed', {}],
])('without the library of pictures a stream that is %s stops', async (_, config) => {
  await png('a.png', 20);
  await begin(config, 20, bareThread);
  await png('b.png', 20);
  await heard.until(({ errors }) => errors.length === 1);
  expect(told()).toEqual(['noDecoder stopped']);
  await source?.stop();
  expect(heard.samples).toEqual([]);
});

test.each([
  ['played', { loop: true }],
  ['followed', {}],
])(
  'stopped while a picture is read nothing more comes, and no thread is left: %s',
  async (_, config) => {
    const ports = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort');
    const before = ports().length;
    await png('a.png', 20);
    await begin(config, 1);
    const background = { r: 20, g: 20, b: 20 };
    const large = sharp({ create: { width: 3_000, height: 2_000, channels: 3, background } });
    const bytes = await large.png().toBuffer();
    for (const name of ['b.png', 'c.png']) writeFileSync(join(folder, name), bytes);
    await heard.until(({ samples }) => samples.length >= 2);
    await source?.stop();
    const { length } = heard.samples;
    await new Promise((resolve) => setImmediate(resolve));
    expect([ports().length, heard.samples.length, told()]).toEqual([before, length, []]);
  },
);

import { type BundleFiles, bundleFileNames } from '@lookout/shared/bundle/read-bundle';
import { strToU8, zipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { unzipBundle, zipBundle } from '../../model/bundle-zip.ts';
import { quickRequest, simulatedRecording } from './loop.fixture.ts';
import { trainBundle } from './train-bundle.ts';

let files: BundleFiles;
beforeAll(async () => {
  const request = quickRequest([simulatedRecording(400)]);
  files = await trainBundle({ ...request, network: { hidden: [8], latent: 2, steps: 5 } });
});

test('a bundle comes out of its ZIP file as it went in, and gives the same bytes every time', () => {
  const zip = zipBundle(files);
  const read = unzipBundle(zip);
  for (const name of ['manifest.json', ...bundleFileNames] as const)
    expect(Buffer.from(read[name]).equals(files[name]), name).toBe(true);
  expect(Buffer.from(zipBundle(files)).equals(zip)).toBe(true);
});

describe('a ZIP file from outside', () => {
  test('may hold the bundle in a folder, with other files beside it', () => {
    const zip = zipSync({
      pump: { ...files, 'README.md': strToU8('x') },
      '__MACOSX/x': strToU8('x'),
    });
    expect(unzipBundle(zip)['manifest.json']).toEqual(files['manifest.json']);
  });

  test.each([
    ['is none', () => strToU8('hello'), 'malformed'],
    ['is cut off', () => zipBundle(files).slice(0, -30), 'malformed'],
    ['lacks a file', () => zipSync({ 'manifest.json': files['manifest.json'] }), 'missingFile'],
    ['holds two bundles', () => zipSync({ a: { ...files }, b: { ...files } }), 'malformed'],
    [
      'was altered',
      () => zipSync({ ...files, 'golden.json': files['golden.json'].slice(1) }),
      'digest',
    ],
  ])('that %s is refused', (_, zip, code) => {
    expect(() => unzipBundle(zip())).toThrow(expect.objectContaining({ code }));
  });

  test('that would unpack to more than a bundle may hold is not unpacked', () => {
    const zip = zipSync({
      ...files,
      'model.onnx': [new Uint8Array(130 * 1024 * 1024), { level: 1 }],
    });
    expect(zip.length).toBeLessThan(1024 * 1024);
    expect(() => unzipBundle(zip)).toThrow('model.onnx is larger than 128 MB');
  });
});

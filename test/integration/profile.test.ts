import { join } from 'node:path';
import { factsOf } from '@lookout/shared/profile/make-entry';
import { latencyOf } from '@lookout/shared/profile/predict';
import { workOf } from '@lookout/shared/profile/work';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  quickRequest,
  simulatedRecording,
} from '../../cloud-hub/src/compression/bundle/loop.fixture.ts';
import { type Bundle, openBundle } from '../../cloud-hub/src/compression/bundle/open-bundle.ts';
import { trainBundle } from '../../cloud-hub/src/compression/bundle/train-bundle.ts';
import { writeBundle } from '../../cloud-hub/src/compression/bundle/write-bundle.ts';
import { readProfile } from '../../cloud-hub/src/compression/latency/latency-table.ts';
import { runCommand } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let bundles: Bundle[];
const at = (name: string) => join(folder.path, name);
const hidden = { narrow: [8], wide: [1024, 1024] };

beforeAll(async () => {
  folder = await scratchFolder();
  const request = quickRequest([simulatedRecording(800)]);
  bundles = [];
  for (const [name, layers] of Object.entries(hidden)) {
    const network = { ...request.network, hidden: layers, steps: 20 };
    const files = await trainBundle({ ...request, network });
    await writeBundle(at(name), files);
    bundles.push(await openBundle(at(name)));
  }
});
afterAll(() => folder[Symbol.asyncDispose]());

test('what a device measured of trained bundles, the hub finds by their shape', async () => {
  const finished = await runCommand('lookout-agent', [
    ...['profile', '--bundle', at('wide'), at('narrow'), '--provider', 'cpu'],
    ...['--batch', '1,32', '--seconds', '2', '--out', at('profile.json'), '--json'],
  ]);
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  const table = await readProfile(at('profile.json'));
  expect(JSON.parse(finished.stdout)).toEqual(table);
  expect(table.checks?.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);

  const p50Ms = (bundle: Bundle | undefined, batch: number) => {
    const model = bundle?.model ?? new Uint8Array();
    const work = workOf(model);
    if (work === null) throw new Error('a trained bundle has only operators that Lookout knows');
    const { shapeKey } = factsOf('a', model);
    const found = latencyOf(table, { shapeKey, work }, { provider: 'cpu', threads: 1, batch });
    expect(found.measured).toBe(true);
    return found.p50Ms;
  };
  const [narrow, wide] = bundles;
  // A hundred times the products; at batch 32 they outweigh the call by far.
  expect(p50Ms(wide, 32)).toBeGreaterThan(2 * p50Ms(narrow, 32));
  const peak = (name: string) =>
    table.entries.find((entry) => entry.name === at(name))?.peakRssBytes ?? 0;
  expect(peak('wide')).toBeGreaterThan(peak('narrow'));
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DetectorChoice } from '@lookout/shared/bundle/detector-choice';
import { readManifest } from '@lookout/shared/bundle/read-bundle';
import { TrainedKind } from '@lookout/shared/detector/detector-kind';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { runCommand } from '../support/cli.ts';
import { faultyRecordings, type RecordingSet } from '../support/faulty-recording.ts';
import { scratchFolder } from '../support/scratch.ts';

/** What `lookout train --json` says of a comparison. */
const Trained = z.object({ detector: TrainedKind, choice: DetectorChoice.nullable() });

let folder: string;
let removeFolder: () => PromiseLike<void>;
let set: RecordingSet;
beforeAll(async () => {
  const scratch = await scratchFolder();
  removeFolder = () => scratch[Symbol.asyncDispose]();
  folder = scratch.path;
  set = await faultyRecordings(folder);
});
afterAll(() => removeFolder());

const train = (out: string, ...more: string[]) =>
  runCommand('lookout', [
    ...['train', '--data', ...set.train, '--label', set.label, '--steps', '100'],
    ...(set.ignore.length > 0 ? ['--ignore', ...set.ignore] : []),
    ...['--out', join(folder, out), ...more],
  ]);

test('a comparison chooses the detector that is trained, and the manifest keeps why', async () => {
  const { code, stdout, stderr } = await train('auto', '--arch', 'auto', '--json');
  expect(code, stderr).toBe(0);
  const { detector, choice } = Trained.parse(JSON.parse(stdout));
  expect(choice?.candidates.map((candidate) => candidate.detector).sort()).toEqual(
    [...TrainedKind.options].sort(),
  );
  expect(choice?.detector).toBe(detector);
  const manifest = readManifest(await readFile(join(folder, 'auto', 'manifest.json')));
  expect(manifest).toMatchObject({ detector, provenance: { choice } });
  expect(stderr).toContain('Comparing detectors');
});

test('people see the table and the reason, the same for the same seed', async () => {
  const [first, second] = [
    await train('one', '--arch', 'auto'),
    await train('two', '--arch', 'auto'),
  ];
  expect(first.stdout).toMatch(/AUROC +injected +± .*stuck +drift +spike/);
  expect(first.stdout).toContain('Chosen: ');
  const comparison = (text: string) => text.split('\n\n').slice(0, 3);
  expect(comparison(second.stdout)).toEqual(comparison(first.stdout));
});

test('naming a detector and asking for a comparison contradict each other', async () => {
  const { code, stderr } = await train('both', '--arch', 'auto', '--detector', 'vae');
  expect(code).toBe(2);
  expect(stderr).toContain('leave out either it or --detector vae');
});

test('without a comparison the manifest tells of none', async () => {
  const { code, stdout } = await train('plain', '--json');
  expect(code).toBe(0);
  expect(Trained.parse(JSON.parse(stdout))).toMatchObject({ detector: 'hybrid', choice: null });
});

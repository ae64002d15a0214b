import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LatencyTable } from '@lookout/shared/profile/latency-table';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  quickRequest,
  simulatedRecording,
} from '../../cloud-hub/src/compression/bundle/loop.fixture.ts';
import { openBundle } from '../../cloud-hub/src/compression/bundle/open-bundle.ts';
import { trainBundle } from '../../cloud-hub/src/compression/bundle/train-bundle.ts';
import { writeBundle } from '../../cloud-hub/src/compression/bundle/write-bundle.ts';
import { readProfile } from '../../cloud-hub/src/compression/latency/latency-table.ts';
import { CompressionReport } from '../../cloud-hub/src/compression/report/compression/compression-report-data.ts';
import { runCommand } from '../support/cli.ts';
import { faultyRecordings, type RecordingSet } from '../support/faulty-recording.ts';
import { scratchFolder } from '../support/scratch.ts';

const scratch = await scratchFolder();
afterAll(() => scratch[Symbol.asyncDispose]());
const folder = scratch.path;
const base = join(folder, 'base');
let set: RecordingSet;
beforeAll(async () => {
  set = await faultyRecordings(folder);
  const label = ['--label', set.label, ...set.ignore.flatMap((name) => ['--ignore', name])];
  const how = ['--window', '20', '--steps', '150', '--out', base];
  const trained = await runCommand('lookout', ['train', '--data', ...set.train, ...label, ...how]);
  expect(trained).toMatchObject({ code: 0 });
}, 120_000);

/** One stage of three, so that it does not take minutes, and any loss: what is asked here is something else. */
const short = ['--stages', 'distil-prune', '--target', 'cpu', '--max-auroc-drop', '1'];

/** What an earlier run into the folder made is taken up. */
async function compress(out: string, ...args: string[]) {
  const judged = ['--labelled', ...set.replay.map(({ file }) => file), '--label', set.label];
  const what = ['--bundle', base, '--data', ...set.train, ...judged, ...short];
  const done = await runCommand('lookout', ['compress', ...what, ...args, '--out', out]);
  expect(done).toMatchObject({ code: 0 });
  const report = CompressionReport.parse(
    JSON.parse(await readFile(join(out, 'report.json'), 'utf8')),
  );
  const { outcome } = report;
  const chosen = report.variants.find(
    ({ id }) => outcome.kind === 'compressed' && id === outcome.variant,
  );
  const html = await readFile(join(out, 'report.html'), 'utf8');
  const { manifest } = await openBundle(join(out, 'cpu'));
  return { report, chosen, html, manifest };
}

test('the dearer a miss against a false alarm, the lower the level', async () => {
  const out = join(folder, 'costs');
  const costs = (falseAlarm: string, miss: string) =>
    compress(
      out,
      ...['--cost-false-alarm', falseAlarm, '--cost-miss', miss, '--events-per-year', '50'],
    );
  const calm = await costs('1000', '1');
  const alert = await costs('1', '100000');
  expect(alert.report.request.threshold).toEqual({
    ...{ kind: 'costs', falseAlarm: 1, miss: 100_000, eventsPerYear: 50 },
  });
  const rate = ({ manifest }: typeof calm) => manifest.calibration.falseAlarmRate;
  expect(rate(alert)).toBeGreaterThan(10 * rate(calm));
  expect(alert.chosen?.quality.threshold.statedRate).toBe(rate(alert));
  // A stated rate, and no alarm budget of the base's to go before it.
  expect(alert.manifest.calibration.alarmsPerDay).toBeUndefined();
  expect(alert.report.cost?.after.costs).toEqual({ perFalseAlarm: 1, perMiss: 100_000 });
  expect(alert.html).toContain('at least cost: 1 a false alarm, 100000 a miss');

  // What a process needs more for the model than without it.
  for (const variant of [alert.report.variants[0], alert.chosen]) {
    expect(variant?.peakMemoryBytes).toBeGreaterThan(1e5);
    expect(variant?.peakMemoryBytes).toBeLessThan(5e8);
    const megabytes = Number(((variant?.peakMemoryBytes ?? 0) / 1e6).toPrecision(3));
    expect(alert.html).toContain(`${megabytes} MB`);
  }
}, 240_000);

test('a table from the device changes what is chosen, and its figures are the report’s', async () => {
  const out = join(folder, 'own');
  const own = await compress(out);
  expect(own.chosen?.latency.every(({ source }) => source === 'here')).toBe(true);
  const small = join(out, 'cpu');
  const file = join(folder, 'device.json');
  const measured = await profiled([base, small, ...(await otherBundles())], file);

  const quickly = deviceWhere(measured, small, 0.1);
  await writeFile(file, JSON.stringify(quickly));
  const same = await compress(out, '--profile', file);
  expect(same.chosen?.id).toBe(own.chosen?.id);
  const entryOf = (name: string) =>
    quickly.entries.find((entry) => entry.name === name && entry.batch === 1);
  const entry = entryOf(small);
  const p50Ms = entry?.p50Ms ?? 0;
  expect(same.chosen?.latency.find(({ graph, batch }) => graph === 'model' && batch === 1)).toEqual(
    {
      ...{ graph: 'model', batch: 1, source: 'device' },
      speedUp: (entryOf(base)?.p50Ms ?? 0) / p50Ms,
      ...{ p50Us: p50Ms * 1000, p99Us: (entry?.p99Ms ?? 0) * 1000 },
    },
  );
  expect(same.chosen?.peakMemoryBytes).toBe(entry?.peakRssBytes);
  expect(same.report.ownLatencyUs).toBe(p50Ms * 1000);
  expect(same.html).toContain('from the device’s table');

  // The same shape is slow on another device, so that something else is chosen, by what is predicted of it.
  await writeFile(file, JSON.stringify(deviceWhere(measured, small, 10)));
  const other = await compress(out, '--profile', file);
  expect(other.chosen?.id).not.toBe(own.chosen?.id);
  expect(other.chosen?.latency.every(({ source }) => source === 'predicted')).toBe(true);
  expect(other.chosen?.peakMemoryBytes).toBeNull();
  expect(other.html).toContain('predicted from the device’s table');
  // No bundle in int8 throughout was timed there, so that nothing is known of what such a one takes.
  expect(other.report.warnings.join()).toMatch(/candidates \d+ were not chosen from/);

  await writeFile(file, JSON.stringify(withoutBase(measured)));
  const refused = await runCommand('lookout', [
    ...['compress', '--bundle', base, '--data', ...set.train, ...short],
    ...['--profile', file, '--out', out],
  ]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/does not tell what .* itself takes on the device/);
}, 240_000);

async function profiled(bundles: readonly string[], file: string): Promise<LatencyTable> {
  const finished = await runCommand('lookout-agent', [
    ...['profile', '--bundle', ...bundles, '--provider', 'cpu'],
    ...['--batch', '1,32', '--seconds', '1', '--out', file],
  ]);
  expect(finished).toMatchObject({ code: 0 });
  return await readProfile(file);
}

/** Enough of them to tell what others take. */
async function otherBundles(): Promise<string[]> {
  const request = quickRequest([simulatedRecording(800)]);
  const folders: string[] = [];
  for (const hidden of [[8], [32], [24, 12], [48, 24]]) {
    const files = await trainBundle({
      ...request,
      network: { ...request.network, hidden, steps: 10 },
    });
    const name = join(folder, `hidden-${hidden.join('-')}`);
    await writeBundle(name, files);
    folders.push(name);
  }
  return folders;
}

/** A table of the same models on a device whose time goes by nodes and products, but for one bundle. */
function deviceWhere(table: LatencyTable, bundle: string, factor: number): LatencyTable {
  const entries = table.entries.map((entry) => {
    const { nodes = 0, gemm = 0 } = entry.work ?? {};
    const p50Ms =
      (entry.name === bundle ? factor : 1) * entry.batch * (0.005 * nodes + 1e-5 * gemm);
    return { ...entry, p50Ms, p99Ms: 2 * p50Ms };
  });
  return { ...table, entries };
}

const withoutBase = (table: LatencyTable): LatencyTable => ({
  ...table,
  entries: table.entries.filter(({ name }) => name !== base).slice(0, 2),
});

import { constants } from 'node:fs';
import { access, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { largestRun } from '@lookout/shared/detector/run-limit';
import { sizeOf } from '@lookout/shared/detector/window-size';
import type { LatencyTable } from '@lookout/shared/profile/latency-table';
import { profileChild } from '../../detect/profile/profile-process.ts';
import type { LoadedBundle } from '../../model/load-bundle.ts';
import { openProfiled, type ProfiledBundle } from '../../profiled-bundle.ts';
import type { ProfileOptions } from '../profile.ts';
import { profileDevice } from './profile-device.ts';
import { ProfileCommandError } from './profile-error.ts';
import { renderProfile } from './render-profile.ts';

const stepTimeoutMs = 60_000;

/** @returns the exit code: 1 where a bundle disagrees, or a provider that was asked for cannot be used */
export async function profile(options: ProfileOptions): Promise<number> {
  const { bundle: folders, provider, batch: batches, seconds, out, json } = options;
  const bundles: ProfiledBundle[] = [];
  for (const folder of new Set(folders)) bundles.push(await openProfiled(folder));
  if (out !== undefined) await requireWritable(out);
  const table = await profileDevice(
    {
      bundles,
      providers: provider ?? null,
      batches: withinRun(batches, bundles),
      seconds,
      say: showProgress,
      now: Date.now,
    },
    {
      ...{ child: profileChild, stepTimeoutMs },
      runtime: options.onnxruntime === undefined ? null : resolve(options.onnxruntime),
    },
  );
  showProgress('');
  if (out !== undefined) await writeTable(out, table);
  process.stdout.write(`${json ? JSON.stringify(table, null, 2) : renderProfile(table)}\n`);
  if (out !== undefined && !json) process.stdout.write(`\nThe table is in ${out}.\n`);
  return exitCodeOf(table, provider ?? []);
}

/** Of frames the agent never runs more at a time, and a device may not have the memory. */
export function withinRun(
  batches: readonly number[],
  bundles: readonly { readonly bundle: Pick<LoadedBundle, 'manifest'> }[],
): readonly number[] {
  const most = bundles.map(({ bundle }) => {
    const size = sizeOf(bundle.manifest.input);
    return size.kind === 'image' ? largestRun(size) : Number.POSITIVE_INFINITY;
  });
  return [...new Set(batches.map((batch) => Math.min(batch, ...most)))];
}

/** Providers that nobody asked for may fail; the CPU may not. */
function exitCodeOf({ checks }: Required<LatencyTable>, asked: readonly string[]): number {
  const bad = checks.some(({ outcome, provider }) => {
    if (outcome === 'ok') return false;
    return outcome === 'disagrees' || provider === 'cpu' || asked.includes(provider);
  });
  return bad ? 1 : 0;
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

/** Before minutes of measuring, not after. */
async function requireWritable(file: string): Promise<void> {
  try {
    await access(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
  const there = await stat(file).catch(() => null);
  if (there !== null && !there.isFile())
    throw new ProfileCommandError('unwritable', `${file} is no file: give another --out`);
}

async function writeTable(file: string, table: LatencyTable): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify(table, null, 2)}\n`);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw unwritable(file, error);
  }
}

function unwritable(file: string, error: unknown): ProfileCommandError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return new ProfileCommandError('unwritable', `${file} cannot be written (${code})`);
}

import { BundleError } from '@lookout/shared/bundle/bundle-error';
import type { DetectorInput } from '@lookout/shared/bundle/detector-input';
import { loadConfig } from '../config/config.ts';
import { environment } from '../config/environment.ts';
import type { SourceConfig, StreamConfig } from '../config/schema.ts';
import { loadBundle } from '../model/load-bundle.ts';
import { systemClock } from '../source/clock.ts';
import { createSource } from '../source/create-source.ts';
import { isFollowing } from '../source/images/images-source.ts';
import { SourceError } from '../source/source-error.ts';

/** @returns the exit code: 1 when a stream would fail */
export async function check(configFile: string): Promise<number> {
  const { device, site, hub, streams } = loadConfig(configFile, environment());
  process.stdout.write(`device ${device} of site ${site}, hub at ${hub.url}\n`);
  let code = 0;
  for (const stream of streams) {
    const { ok, text } = await judge(stream);
    if (!ok) code = 1;
    process.stdout.write(`  ${ok ? 'ok     ' : 'FAILS  '}${stream.name}: ${text}\n`);
  }
  return code;
}

function sourceInWords(source: SourceConfig): string {
  if (source.type !== 'images') return source.type;
  if (isFollowing(source)) return 'images, as a camera writes them from now on';
  return source.loop ? 'images that are there, over and over' : 'images that are there, once';
}

function inputInWords(input: DetectorInput): string {
  const { channels, periodMs } = input;
  if (input.kind === 'series')
    return `${channels.length} channels, a row every ${periodMs} ms, windows of ${input.windowLength}`;
  const colors = `${channels.length} ${channels.length === 1 ? 'color' : 'colors'}`;
  return `frames of ${input.width}×${input.height} in ${colors}, at most one every ${periodMs} ms`;
}

async function judge(stream: StreamConfig): Promise<{ ok: boolean; text: string }> {
  try {
    const { manifest, digest } = await loadBundle(stream.bundle);
    createSource(stream.source, manifest.input, { clock: systemClock, random: Math.random });
    return {
      ok: true,
      text:
        `${sourceInWords(stream.source)}, ${inputInWords(manifest.input)}, ` +
        `detector "${manifest.name}" (${digest.slice(0, 12)})`,
    };
  } catch (error) {
    if (error instanceof BundleError || error instanceof SourceError)
      return { ok: false, text: error.message };
    throw error;
  }
}

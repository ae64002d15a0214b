import { readFile } from 'node:fs/promises';
import type { ChannelScale } from '@lookout/shared/detector/scaling';
import { z } from 'zod';
import { ImportError, unreadable } from './import-error.ts';

const Scale = z.object({ mean: z.number(), sd: z.number().positive() });
/** In the order of the columns, as scikit-learn's StandardScaler keeps them (`mean_`, `scale_`) ... */
const Lists = z.object({ mean: z.array(z.number()), sd: z.array(z.number().positive()) });
/** ... or by name. */
const ByName = z.record(z.string(), Scale);

/**
 * The mean and standard deviation that a model's rows were scaled with, by channel.
 * @throws ImportError `unreadable`, `malformed`, `layout` for a channel that is missing
 */
export async function readScaling(
  file: string,
  channels: readonly string[],
): Promise<ChannelScale[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error);
  });
  const json = parse(text);
  const lists = Lists.safeParse(json);
  if (lists.success) {
    const { mean, sd } = lists.data;
    if (mean.length !== channels.length || sd.length !== channels.length)
      throw new ImportError(
        'layout',
        `${file} has ${mean.length} means and ${sd.length} deviations; the data has ${channels.length} channels`,
      );
    return mean.map((value, i) => ({ mean: value, sd: sd[i] ?? 1 }));
  }
  const byName = ByName.safeParse(json);
  if (!byName.success)
    throw new ImportError(
      'malformed',
      `${file} is no scaling: write {"mean": [...], "sd": [...]} in the order of the columns, or ` +
        '{"Pressure": {"mean": 2.1, "sd": 0.3}, ...}',
    );
  return channels.map((name) => {
    const scale = byName.data[name];
    if (scale) return scale;
    throw new ImportError('layout', `${file} says nothing of the channel "${name}"`);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

import { JobError } from '../job-error.ts';

/**
 * Where the wanted channels stand among those of a data set.
 * @throws JobError `missingChannels`, naming those that the data set lacks
 */
export function pickChannels(
  dataset: string,
  present: readonly string[],
  wanted: readonly string[],
): number[] {
  const missing = wanted.filter((name) => !present.includes(name));
  if (missing.length > 0)
    throw new JobError(
      'missingChannels',
      `the data set "${dataset}" lacks ${quoted(missing)}, which the detector needs; ` +
        `it has ${quoted(present)}`,
    );
  return wanted.map((name) => present.indexOf(name));
}

const most = 20;
const quoted = (names: readonly string[]): string => {
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  return names.length > most
    ? `${shown.join(', ')} and ${names.length - most} more`
    : shown.join(', ');
};

import type { Recording } from '@lookout/shared/detector/recording';

interface Surveyed {
  readonly tables: readonly { readonly recording: Recording }[];
  readonly channels: readonly { readonly name: string }[];
}

/** What a person should know about the channels before a detector learns them, one sentence each. */
export function describeUnusual({ tables, channels }: Surveyed): string[] {
  const recordings = tables.map(({ recording }) => recording);
  return channels.flatMap(({ name }, channel) => {
    const steps = surveySteps(recordings, channel);
    if (steps.total > 0 && steps.still === steps.total)
      return [`channel "${name}" never changes: nothing can be learned about it`];
    if (steps.total >= 50 && steps.up === steps.total)
      return [
        `channel "${name}" rises from row to row, like a row number or a time: leave it out with ` +
          `--ignore "${name}" unless it is a sensor`,
      ];
    return [];
  });
}

function surveySteps(recordings: readonly Recording[], channel: number) {
  const steps = { total: 0, still: 0, up: 0 };
  for (const { rows, channels, values } of recordings)
    for (let row = 1; row < rows; row++) {
      const step =
        (values[row * channels + channel] ?? 0) - (values[(row - 1) * channels + channel] ?? 0);
      steps.total++;
      if (step === 0) steps.still++;
      if (step > 0) steps.up++;
    }
  return steps;
}

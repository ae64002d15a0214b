import type { Reported, StreamReport } from '@lookout/shared/protocol/presence';

/** Another text where a report says something new of placement; figures of load are not in it. */
export const markOf = ({ streams, capabilities }: Reported): string =>
  JSON.stringify([
    ...[capabilities.providers, capabilities.unusableProviders],
    streams.map(streamMark),
  ]);

function streamMark({ name, variant, provider, periodMs, release, placement }: StreamReport) {
  return [
    ...[name, variant, provider, periodMs],
    release === null ? null : [release.phase, release.good?.release ?? null],
    placement,
  ];
}

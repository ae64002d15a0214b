import type { ChannelInfo } from '@lookout/shared/protocol/presence';

/** What a simulated device watches: rows such as the release was made for. */
export interface Subject {
  readonly stream: string;
  readonly channels: readonly ChannelInfo[];
  readonly windowLength: number;
  readonly periodMs: number;
}

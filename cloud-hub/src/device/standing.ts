import type { UnusableProvider } from '@lookout/shared/protocol/presence';
import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';

/** How a device is, as far as it matters for what it may be given. */
export interface DeviceStanding {
  readonly device: string;
  readonly site: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly revoked: boolean;
  readonly online: boolean;
  readonly lastSeenAt: number | null;
  readonly temperatureC: number | null;
  readonly queueRecords: number | null;
  /** Of its ended absences. */
  readonly habit: {
    readonly count: number;
    readonly p95Ms: number;
    readonly longestMs: number;
    readonly share: number;
    readonly knownMs: number;
  };
}

/** The last assignment of a stream, and what the stream last told of one. */
export interface ReleaseStanding {
  readonly device: string;
  readonly stream: string;
  readonly sequence: number | null;
  readonly rollout: string | null;
  readonly hold: boolean;
  readonly withdrawn: boolean;
  readonly report: ReleaseReport | null;
  /** Hub's clock: when its phase was first heard. */
  readonly toldSince: number | null;
}

/** One stream of the fleet, as far as it matters for what it may be given. */
export interface AssetStanding {
  readonly device: string;
  readonly stream: string;
  readonly site: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly channels: readonly { readonly name: string; readonly unit: string | null }[];
  readonly providers: readonly string[] | null;
  /** Those that its runtime names besides; null as before. */
  readonly unusableProviders: readonly UnusableProvider[] | null;
  /** Release that it has committed; null: the bundle of its own configuration. */
  readonly release: string | null;
  readonly online: boolean;
  readonly lastSeenAt: number | null;
  readonly enrolledAt: number;
  readonly revoked: boolean;
}

import type { WireOptions } from './wire.ts';

// What the processes of the bench tell each other.

/** Where a tunnel goes in and comes out. */
export interface TunnelEnd {
  readonly address: string;
  readonly tunnelPort: number;
  readonly relayPort: number;
}

/** The hub's end first: `down` leads from it to the device. */
export interface RelayTask {
  readonly ends: readonly [TunnelEnd, TunnelEnd];
  readonly wire: WireOptions;
  readonly seed: number;
}

/** IP packets and their bytes, headers included; of those that were lost, no bytes. */
export interface WireCounts {
  readonly bytes: number;
  readonly packets: number;
  readonly lostPackets: number;
}

export interface RelayCounts {
  readonly down: WireCounts;
  readonly up: WireCounts;
}

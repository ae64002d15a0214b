// What the processes of the bench tell each other.

export interface HubReady {
  readonly url: string;
  readonly brokerUrl: string;
  readonly firstAdmin: { readonly name: string; readonly password: string } | null;
}

export interface HubUsage {
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

export interface FleetTask {
  readonly dataDir: string;
  readonly brokerUrl: string;
  readonly devices: number;
  readonly channel: { readonly name: string; readonly unit: string };
  /** Self-test, shadow and trial together, on average. */
  readonly installMs: number;
  /** Messages a second, over the whole fleet. */
  readonly rate: number;
}

export interface FleetReady {
  readonly ids: readonly string[];
  readonly enrolSeconds: number;
  readonly connectSeconds: number;
}

export interface FleetState {
  readonly online: number;
  readonly committed: number;
  /** Ended, but not so. */
  readonly failed: number;
  readonly wireBytes: number;
  readonly blockBytes: number;
}

/** From the act to the device, and to the hub's knowing that the device holds. */
export interface Halt {
  /** Since the rollout's approval. */
  readonly atMs: number;
  /** The line was cut meanwhile, or had been within the half minute before. */
  readonly nearOutage: boolean;
  readonly deviceMs: number;
  readonly hubMs: number;
}

/** What a run of the bench saw. */
export interface Findings {
  readonly bundleBytes: number;
  /** From approval. */
  readonly downloadedMs: number;
  readonly committedMs: number;
  /** Of that, the rollout was halted. */
  readonly haltedMs: number;
  readonly outages: number;
  /** Until all was downloaded, the line was cut, ms. */
  readonly cutMs: number;
  readonly reconnects: number;
  /** IP packets, headers included, from approval to the last block; what was lost is not in it. */
  readonly downBytes: number;
  readonly upBytes: number;
  readonly lostShare: number;
  /** Of blocks, as the hub gave them to its broker; more than the bundle's was sent again. */
  readonly blockBytes: number;
  readonly halts: readonly Halt[];
}

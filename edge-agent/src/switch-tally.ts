import { calibrated } from '@lookout/shared/detector/calibration';
import type { SwitchReport } from '@lookout/shared/protocol/placement';
import type { LoadedBundle } from './model/load-bundle.ts';
import type { Outcome } from './trial-tally.ts';

/** How far two bundles agree on the same windows, each in the units of its own calibration. */
export class SwitchTally {
  private windows = 0;
  private alike = 0;
  private largest: number | null = null;

  constructor(
    private readonly old: LoadedBundle,
    private readonly fresh: LoadedBundle,
  ) {}

  get count(): number {
    return this.windows;
  }

  compare(old: Outcome, fresh: Outcome): void {
    if (old.verdict.kind !== 'scored' || fresh.verdict.kind !== 'scored') return;
    this.windows += 1;
    if (old.above === fresh.above) this.alike += 1;
    const [a, b] = [
      calibrated(old.verdict.score.score, this.old.manifest.calibration),
      calibrated(fresh.verdict.score.score, this.fresh.manifest.calibration),
    ];
    this.largest = Math.max(this.largest ?? 0, Math.abs(a - b));
  }

  get figures(): Pick<SwitchReport, 'windows' | 'agreement' | 'maxScoreDifference'> {
    const { windows } = this;
    return {
      windows,
      agreement: windows === 0 ? null : this.alike / windows,
      maxScoreDifference: this.largest,
    };
  }
}

import type {
  InstallFigures,
  ReleasePhase,
  ReleaseReport,
} from '@lookout/shared/protocol/release-phase';
import { formatLatency, plural } from '../../components/format.ts';
import { phaseWords } from '../rollouts/rollout-text.ts';

const abnormal: ReadonlySet<ReleasePhase> = new Set([
  ...(['REJECTED', 'FAILED', 'TIMED_OUT', 'REVERTED'] as const),
]);
/** It did not come to stay. */
export const isAbnormalPhase = (phase: ReleasePhase): boolean => abnormal.has(phase);

/** "on trial", "downloaded, held by the hub". */
export const releaseStandText = ({ phase, held }: Pick<ReleaseReport, 'phase' | 'held'>): string =>
  held ? `${phaseWords[phase]}, held by the hub` : phaseWords[phase];

/** "60 windows, 98 % alike, p95 61 µs against 58 µs". */
export function installFiguresText(figures: InstallFigures): string {
  const { windows, agreement, newLatencyP95Us, oldLatencyP95Us, crashes } = figures;
  const parts = [
    plural(windows, 'window'),
    ...(agreement === null ? [] : [`${+(100 * agreement).toPrecision(3)} % alike`]),
    ...(newLatencyP95Us === null
      ? []
      : [
          `p95 ${formatLatency(newLatencyP95Us)}${oldLatencyP95Us === null ? '' : ` against ${formatLatency(oldLatencyP95Us)}`}`,
        ]),
    ...(crashes === 0 ? [] : [plural(crashes, 'crash', 'crashes')]),
  ];
  return parts.join(', ');
}

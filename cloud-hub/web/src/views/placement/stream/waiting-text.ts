import { durationText } from '../../../components/age-text.ts';

/** Conditions of the decision that people know of; where one could go instead is its own matter. */
const words: Readonly<Record<string, string>> = {
  gpuBusy: 'others use much of the GPU',
  heat: 'it is hot',
  overCurrent: 'the board counts over-currents',
  deadline: 'scores come late',
  memory: 'memory is short',
  'better:gpu': 'the GPU would be better',
  'better:cpu': 'the CPU would be better',
};

/** Conditions that hold but have not lasted long enough, the longest first; null without any. */
export function waitingText(waiting: Readonly<Record<string, number>>, now: number): string | null {
  const lasting = Object.entries(waiting)
    .toSorted(([, a], [, b]) => a - b)
    .flatMap(([name, since]) => {
      const what = words[name];
      return what === undefined ? [] : `${what} (for ${durationText(Math.max(0, now - since))})`;
    });
  return lasting.length === 0 ? null : `Meanwhile ${lasting.join(', and ')}.`;
}

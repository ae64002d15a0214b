import { MemberState, type RolloutMember } from '@lookout/shared/protocol/rollouts';
import { compareNames } from '../../../components/by-name.ts';
import { formatBytes } from '../../../components/format.ts';
import { memberWords, phaseWords } from '../rollout-text.ts';

export interface MemberFilter {
  readonly wave: number | null;
  readonly state: MemberState | null;
  readonly search: string;
}

/** What is not understood counts as not said. */
export function memberFilterFrom(parameters: URLSearchParams): MemberFilter {
  const wave = Number(parameters.get('wave') ?? Number.NaN);
  return {
    wave: Number.isInteger(wave) && wave >= 1 ? wave - 1 : null,
    state: MemberState.nullable().catch(null).parse(parameters.get('state')),
    search: parameters.get('search') ?? '',
  };
}

/** Those that need someone stand on top, then those on the way, then those that are done. */
const order: Readonly<Record<MemberState, number>> = {
  ...{ failed: 0, silent: 1, reverting: 2, held: 3, installing: 4, assigned: 5 },
  ...{ tail: 6, waiting: 7, reverted: 8, succeeded: 9, left: 10 },
};

export function memberRows(
  members: readonly RolloutMember[],
  { wave, state, search }: MemberFilter,
): RolloutMember[] {
  const text = search.trim().toLowerCase();
  const shown = members.filter(
    (member) =>
      (wave === null || member.wave === wave) &&
      (state === null || member.state === state) &&
      (text === '' ||
        [member.device, member.stream, member.site, member.reason?.text].some((part) =>
          part?.toLowerCase().includes(text),
        )),
  );
  return shown.sort(
    (a, b) =>
      order[a.state] - order[b.state] ||
      a.wave - b.wave ||
      compareNames(a.device, b.device) ||
      compareNames(a.stream, b.stream),
  );
}

export const isTrouble = (state: MemberState): boolean => state === 'failed' || state === 'silent';

const onDevice: ReadonlySet<MemberState> = new Set(['installing', 'held', 'reverting']);

/** "downloading, 128 KiB of 512 KiB", "held, beside the old one", "runs it". */
export function standText(member: RolloutMember): string {
  const { state, phase, haveBytes, totalBytes } = member;
  if (!onDevice.has(state) || phase === null) return memberWords[state];
  const words = phaseWords[phase];
  const bytes =
    phase === 'DOWNLOADING' && totalBytes > 0
      ? `, ${formatBytes(haveBytes)} of ${formatBytes(totalBytes)}`
      : '';
  return state === 'installing' ? `${words}${bytes}` : `${memberWords[state]}, ${words}${bytes}`;
}

import { processorOf } from '@lookout/shared/protocol/placement';
import type {
  PlacedVariant,
  PlacementEntry,
  PlacementScope,
} from '@lookout/shared/protocol/placements';
import { type PlacementProblem, scopeText } from '@lookout/shared/protocol/placements';

/** Where a stream's detector runs, as the map draws it. */
export type Processor = 'cpu' | 'gpu' | 'unknown';

export const processorsOf = ({ running }: Pick<PlacementEntry, 'running'>): Processor =>
  running === null ? 'unknown' : processorOf(running.provider);

export const placedText = (placed: PlacedVariant | null): string =>
  placed === null ? 'nothing' : `${placed.variant} on ${placed.provider}`;

/** Why it runs there, in one sentence. */
export function whyText({ state, choice, by, running }: PlacementEntry): string {
  if (state === 'unsupported') return 'Its agent knows of no placement: it runs what was assigned.';
  if (state === 'installing') return 'A release is on its way; nothing is switched meanwhile.';
  if (state === 'unprofiled') return 'The variants of its release were not measured here yet.';
  if (choice === null) return 'The hub has not chosen yet.';
  const isFollowed =
    running !== null && running.variant === choice.variant && running.provider === choice.provider;
  if (isFollowed) return choice.reason;
  return by === 'guard'
    ? `The device decided by itself; the hub chose ${placedText(choice)}: ${choice.reason}`
    : `The hub chose ${placedText(choice)}: ${choice.reason}`;
}

/** Whose doing it is that this runs, to be read after its name; null where nobody tells. */
export function decidedBy({ by, release, takenBack }: PlacementEntry): string | null {
  switch (by) {
    case null:
      return null;
    case 'hub':
      return 'chosen by the hub';
    case 'guard':
      return 'chosen by the device itself';
    case 'install':
      if (release === null)
        return takenBack
          ? 'of its own configuration, as its release was taken back'
          : 'of its own configuration';
      return takenBack
        ? 'of the release before, as the newer one was taken back'
        : 'as its release was installed';
  }
}

/** p95 against its deadline, 0 to 1 and beyond; null where one of them is unknown. */
export const deadlineShare = ({ lagP95Us, deadlineUs }: PlacementEntry): number | null =>
  lagP95Us === null || deadlineUs === null || deadlineUs <= 0 ? null : lagP95Us / deadlineUs;

export function scopeWords(scope: PlacementScope | null): string {
  if (scope === null) return 'built in';
  switch (scope.kind) {
    case 'fleet':
      return 'the fleet';
    case 'site':
      return `site ${scope.site}`;
    case 'label':
      return `${scope.label} = ${scope.value}`;
    case 'device':
      return scope.device;
    case 'stream':
      return `${scope.device} / ${scope.stream}`;
  }
}

/** As an address holds it. */
export const scopeKey = (scope: PlacementScope): string => scopeText(scope);

const problemWords: Record<PlacementProblem['code'], string> = {
  providerLost: 'provider lost',
  providerLies: 'silent CPU fallback',
  wrongScore: 'wrong score',
  failed: 'variant failed',
  missing: 'variant missing',
  busyProfile: 'measured while busy',
  deadlineMissed: 'too late',
  capped: 'switches too often',
  notFollowed: 'not followed',
  pinUnknown: 'pin does nothing',
  throttled: 'throttled',
  undecided: 'not decided on',
};
export const problemText = ({ code }: PlacementProblem): string => problemWords[code];

import { isSame } from '@lookout/shared/placement/candidates';
import type { DecisionTrouble } from '@lookout/shared/protocol/decision-trouble';
import type { Load, StreamLoad } from '@lookout/shared/protocol/load';
import type {
  PlacementChoice,
  PlacementPolicy,
  PlacementReport,
  VariantProfile,
} from '@lookout/shared/protocol/placement';
import type { PlacementProblem } from '@lookout/shared/protocol/placements';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { pinObstacle } from './pin-obstacle.ts';

export interface Looked {
  readonly now: number;
  readonly report: PlacementReport | null;
  readonly load: Load | null;
  readonly streamLoad: StreamLoad | null;
  readonly policy: PlacementPolicy;
  readonly deadlineUs: number | null;
  /** The hub's latest. */
  readonly choice: PlacementChoice | null;
  /** Since when it stands in `desired`. */
  readonly wishedAt: number | null;
  /** Why the hub's decisions on it fail; null: they work. */
  readonly trouble: DecisionTrouble | null;
  /** Of the committed release; null: unknown. */
  readonly variants: readonly Pick<ReleaseVariant, 'name' | 'providers'>[] | null;
  /** Of the device's runtime. */
  readonly providers: readonly string[];
}

/** A device takes some windows to bring a new session up. */
const followWithinMs = 60_000;

type Code = PlacementProblem['code'];

/** What is wrong with a stream's placement, each in one sentence. */
export function problemsOf(looked: Looked): PlacementProblem[] {
  const { report, load, choice } = looked;
  return [
    ...undecidedProblem(looked),
    ...(report === null ? [] : profileProblems(report)),
    ...missingProblems(looked),
    ...lateProblem(looked),
    ...followProblem(looked),
    ...pinProblem(looked),
    ...(choice?.code === 'capped' ? [problem('capped', choice.reason)] : []),
    ...(load?.throttled === true ? [problem('throttled', 'The machine slows itself down.')] : []),
  ];
}

const problem = (code: Code, text: string): PlacementProblem => ({
  code,
  text: text.slice(0, 512),
});

/** Where nothing can be placed there is nothing to decide. */
function undecidedProblem({ trouble, report }: Looked): PlacementProblem[] {
  if (trouble === null || report === null) return [];
  const { since, text, remedy } = trouble;
  return [{ ...problem('undecided', `The hub cannot decide: ${text} ${remedy}`), since }];
}

function profileProblems({ profiles, retryAt }: PlacementReport): PlacementProblem[] {
  const named = ({ variant, provider }: VariantProfile) => `${variant} on ${provider}`;
  const busy = profiles.filter((profile) => codeOf(profile, retryAt) === 'busyProfile');
  const others = profiles.flatMap((profile) => {
    const what = named(profile);
    const code = codeOf(profile, retryAt);
    if (code === null || code === 'busyProfile') return [];
    const lost = code === 'providerLost' ? ' is lost, and tried again later' : '';
    return [problem(code, `${what}${lost}: ${profile.detail}`)];
  });
  return busy.length === 0 ? others : [busyProblem(busy.map(named)), ...others];
}

const busyProblem = (named: readonly string[]): PlacementProblem =>
  problem(
    'busyProfile',
    `${named.join(', ')}: measured while the machine was busy, so that the times may be too long. Let its other work rest for a minute and choose "Measure again" on the page of this stream.`,
  );

/** What is on its way is not wrong, and what the device has no provider for need not be there. */
function missingProblems({ report, variants, providers }: Looked): PlacementProblem[] {
  const needed = (report?.missing ?? []).filter(({ variant, isComing }) => {
    if (isComing) return false;
    const made = variants?.find(({ name }) => name === variant);
    return made === undefined || made.providers.some((one) => providers.includes(one));
  });
  return needed.map(({ variant, why }) =>
    problem('missing', `${variant} is not on the device: ${why}.`),
  );
}

function codeOf({ usable, idle, p50Us }: VariantProfile, retryAt: number | null): Code | null {
  switch (usable) {
    case 'yes':
      return idle ? null : 'busyProfile';
    case 'fellBack':
      return 'providerLies';
    case 'wrongScore':
    case 'failed':
      return usable;
    case 'absent':
      // What never ran here was not lost, and is not what is tried again.
      return retryAt === null || p50Us === null ? null : 'providerLost';
  }
}

function lateProblem({ streamLoad, deadlineUs }: Looked): PlacementProblem[] {
  const lag = streamLoad?.lagP95Us ?? null;
  if (lag === null || deadlineUs === null || lag <= deadlineUs) return [];
  const ms = (us: number) => `${(us / 1000).toFixed(us < 10_000 ? 1 : 0)} ms`;
  return [
    problem('deadlineMissed', `Scores come ${ms(lag)} late (p95), ${ms(deadlineUs)} allowed.`),
  ];
}

function followProblem({ now, report, choice, wishedAt }: Looked): PlacementProblem[] {
  if (report === null || choice === null || wishedAt === null) return [];
  if (now - wishedAt < followWithinMs || isSame(report.running, choice)) return [];
  // Without a release it runs its own bundle, which nobody chose, and reports no choice.
  if (report.running === null && report.release === null) return [];
  const runs =
    report.running === null ? 'nothing' : `${report.running.variant} on ${report.running.provider}`;
  return [problem('notFollowed', `It runs ${runs}, not ${choice.variant} on ${choice.provider}.`)];
}

function pinProblem({ policy, report, variants, providers }: Looked): PlacementProblem[] {
  const { pin } = policy;
  if (pin === null || report === null) return [];
  const why = pinObstacle(pin, { variants, providers, profiles: report.profiles });
  const what = `${pin.variant}${pin.provider === null ? '' : ` on ${pin.provider}`}`;
  return why === null ? [] : [problem('pinUnknown', `The policy pins ${what}; the stream ${why}.`)];
}

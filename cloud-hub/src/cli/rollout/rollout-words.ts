import type {
  GateFigure,
  RolloutDetail,
  RolloutEvent,
  RolloutMember,
  RolloutSummary,
  WaveProgress,
} from '@lookout/shared/protocol/rollouts';
import { table } from '../table.ts';

const mostEvents = 10;

/** One rollout in full. @param failed members that failed or fell silent */
export function rolloutText(detail: RolloutDetail, failed: readonly RolloutMember[]): string {
  const { rollout, gates, history } = detail;
  const { name, id, model, version, state, reason, trouble, waves, createdBy } = rollout;
  return [
    `${name} (${id}) brings ${model}@${version}, by ${createdBy}`,
    `${state} ${progressOf(rollout)}${reason === null ? '' : `: ${reason}`}`,
    ...(trouble === null ? [] : [troubleText(trouble), `Remedy: ${trouble.remedy}`]),
    ...['', table(['wave', 'state', 'members'], waves.map(waveRow))],
    ...waves.flatMap(({ name: wave, waitsFor }) =>
      waitsFor === null ? [] : `${wave}: ${waitsFor}`,
    ),
    ...(gates.length === 0
      ? []
      : ['', table(['gate', 'figure', 'limit', 'of', ''], gates.map(gateRow))]),
    ...(failed.length === 0 ? [] : ['', 'Failed:', ...failed.map(failedText)]),
    ...['', 'History, the newest first:', ...history.slice(0, mostEvents).map(eventText)],
  ].join('\n');
}

/** Since when the hub cannot decide, and what fails. */
export const troubleText = ({
  since,
  text,
}: Pick<NonNullable<RolloutSummary['trouble']>, 'since' | 'text'>): string =>
  `Not decided on since ${when(since)}; waves, gates, halts and reverts wait: ${text}`;

/** Such as 12/40. */
export function progressOf({ waves }: Pick<RolloutSummary, 'waves'>): string {
  const counts = waves.flatMap((wave) => Object.values(wave.counts));
  const done = waves.reduce((sum, wave) => sum + wave.counts.succeeded, 0);
  return `${done}/${counts.reduce((sum, count) => sum + count, 0)}`;
}

function waveRow({ name, state, counts }: WaveProgress): string[] {
  const members = Object.entries(counts).filter(([, count]) => count > 0);
  return [name, state, members.map(([member, count]) => `${member} ${count}`).join(', ')];
}

const gateRow = ({ title, value, limit, sample, ok }: GateFigure): string[] => [
  ...[title, value === null ? '–' : `${+value.toPrecision(3)}`, `${+limit.toPrecision(3)}`],
  ...[`${sample}`, ok ? '' : 'crossed'],
];

const failedText = ({ device, stream, state, phase, reason }: RolloutMember): string =>
  `  ${device}/${stream} ${state}${phase === null ? '' : ` in ${phase}`}${reason === null ? '' : `: ${reason.text}`}`;

const eventText = ({ at, by, what, detail }: RolloutEvent): string =>
  `  ${when(at)}  ${what}${by === null ? '' : ` by ${by}`}${detail === '' ? '' : `: ${detail}`}`;

/** UTC. */
const when = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

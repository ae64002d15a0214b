import { setTimeout as delay } from 'node:timers/promises';
import { quantileOf } from '@lookout/shared/profile/statistics';
import type { PlacementDetail } from '@lookout/shared/protocol/placements';
import type { Site } from './site.ts';

/** What a stream did while the machine was in one state. */
export interface Stay {
  readonly state: string;
  readonly stream: string;
  readonly 'ran at its end': string;
  readonly 'p95 seen, ms': string;
  readonly 'predicted, ms': string;
  readonly missed: string;
  readonly switches: number;
  readonly 'the hub says': string;
  readonly problems: string;
}

const lookEveryMs = 2_000;
/** A latency is over the last windows: those of the state before must have gone. */
const settlesInShare = 0.5;

/** Looks at the streams for so long. */
export async function watch(
  site: Site,
  streams: readonly string[],
  state: string,
  forMs: number,
): Promise<Stay[]> {
  const looks = new Map<string, PlacementDetail[]>(streams.map((stream) => [stream, []]));
  const before = new Map<string, number>();
  for (const stream of streams) before.set(stream, (await site.detail(stream)).switches.length);
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    await delay(lookEveryMs);
    for (const [stream, seen] of looks) seen.push(await site.detail(stream));
  }
  return [...looks].map(([stream, seen]) => stayOf(state, stream, seen, before.get(stream) ?? 0));
}

function stayOf(
  state: string,
  stream: string,
  looks: readonly PlacementDetail[],
  switchesBefore: number,
): Stay {
  const settled = looks.slice(Math.floor(settlesInShare * looks.length));
  const last = settled.at(-1);
  const running = last?.entry.running;
  const seen = settled.flatMap(
    ({ load }) => load?.streams.find((one) => one.stream === stream)?.p95Us ?? [],
  );
  const missed = settled.filter(({ entry }) =>
    entry.problems.some(({ code }) => code === 'deadlineMissed'),
  );
  return {
    ...{ state, stream },
    'ran at its end': running ? `${running.variant} on ${running.provider}` : '–',
    'p95 seen, ms': seen.length === 0 ? '–' : ms(quantileOf(seen, 0.5)),
    'predicted, ms': (last?.predicted ?? [])
      .map(({ provider, p95Us }) => `${provider} ${ms(p95Us)}`)
      .join(', '),
    missed: `${missed.length} of ${settled.length} looks`,
    switches: (last?.switches.length ?? switchesBefore) - switchesBefore,
    'the hub says': last?.entry.choice?.reason ?? '–',
    problems: (last?.entry.problems ?? []).map(({ text }) => text).join(' '),
  };
}

const ms = (us: number): string => (us / 1000).toPrecision(3);

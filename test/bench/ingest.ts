import { median } from '@lookout/shared/detector/evaluation/averages';
import { endToEnd, insertPerRow, storeAlerts, storeEvents, storeScores } from './ingest-paths.ts';
import { type Subject, startSubject } from './ingest-subject.ts';

export interface IngestBench {
  readonly path: string;
  readonly rows: number;
  /** Median over the rounds; every path takes its turn in every round. */
  readonly rowsPerSecond: number;
  readonly timesNaive: number;
}

const rounds = 3;

interface Path {
  readonly path: string;
  readonly rows: number;
  readonly run: (subject: Subject, queueId: string, rows: number) => Promise<void>;
}

const paths: readonly Path[] = [
  { path: 'insert per row, dedupe (naive)', rows: 1_000, run: insertPerRow },
  { path: 'ingest: events of no alert', rows: 20_000, run: storeEvents },
  { path: 'ingest: every event a new alert', rows: 20_000, run: storeAlerts },
  { path: 'ingest: windows of 8 channels', rows: 20_000, run: storeScores },
  { path: 'end to end over MQTT, until acknowledged', rows: 20_000, run: endToEnd },
];

/** Rows a second into PostgreSQL, each stored once and committed before it counts. */
export async function benchIngest(): Promise<IngestBench[]> {
  const subject = await startSubject();
  const rates = new Map<string, number[]>();
  try {
    for (let round = 0; round <= rounds; round += 1)
      for (const { path, rows, run } of paths) {
        const beganAt = performance.now();
        await run(subject, `${path}-${round}`, rows);
        const rate = rows / ((performance.now() - beganAt) / 1000);
        // The first round warms up the code and the caches.
        if (round > 0) rates.set(path, [...(rates.get(path) ?? []), rate]);
      }
  } finally {
    await subject.stop();
  }
  const rateOf = (path: string) => median(rates.get(path) ?? []) ?? Number.NaN;
  const naive = rateOf(paths[0]?.path ?? '');
  return paths.map(({ path, rows }) => {
    const rowsPerSecond = rateOf(path);
    return {
      path,
      rows,
      rowsPerSecond: Math.round(rowsPerSecond),
      timesNaive: Number((rowsPerSecond / naive).toFixed(1)),
    };
  });
}

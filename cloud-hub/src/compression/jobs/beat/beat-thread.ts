import { parentPort, workerData } from 'node:worker_threads';
import { PgBoss } from 'pg-boss';
import type { BeatMessage, BeatSettings } from './heartbeats.ts';

const { connectionString, schema, queue, everyMs, stillMs }: BeatSettings = workerData;

let turn: BeatMessage['turn'] = null;
let heardAt = performance.now();

parentPort?.on('message', (message: BeatMessage) => {
  turn = message.turn;
  heardAt = performance.now();
});

const boss = new PgBoss({
  ...{ connectionString, schema, max: 1 },
  ...{ migrate: false, supervise: false, schedule: false, registerInstance: false },
});
// A database that is away for a moment: the next beat may reach it.
boss.on('error', () => undefined);
await boss.start({ attempts: 10 });

setInterval(() => {
  if (turn === null || performance.now() - heardAt > stillMs) return;
  boss.touch(queue, turn).catch(() => undefined);
}, everyMs);

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { sourceExecArgv } from '../../../test/support/source-process.ts';
import { type Bench, FakeHub, openBench } from './outbox.fixture.ts';

const writer = fileURLToPath(new URL('./append-forever.fixture.ts', import.meta.url));

let bench: Bench;
afterEach(() => bench.dispose());

/** Lets another process record until it has said `count`, kills it, and tells the last number it said. */
async function recordAndKill(folder: string, from: number, count: number): Promise<number> {
  const child = fork(writer, [folder, `${from}`], { execArgv: [...sourceExecArgv] });
  let said = from;
  child.on('message', (number: number) => {
    said = number;
    if (number >= from + count) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return said;
}

test('whatever was taken when the process was killed is there, with its note', async () => {
  bench = openBench();
  bench.outbox.close();
  let taken = 0;
  for (const count of [1, 40, 150]) {
    const said = await recordAndKill(bench.folder, taken, count);
    const outbox = bench.reopen();
    const { eventRecords } = outbox.depth();
    // The last one may have been taken and not been said.
    expect(eventRecords).toBeGreaterThanOrEqual(said);
    expect(outbox.storedNotes('alert/')).toEqual([{ key: 'alert/pump', value: `${eventRecords}` }]);
    taken = eventRecords;
    outbox.close();
  }
  const hub = new FakeHub();
  const outbox = bench.reopen();
  outbox.connected(hub);
  const records = hub.records('events');
  const numbers = Array.from({ length: taken }, (_, i) => i + 1);
  expect(records.map((record) => record.seq)).toEqual(numbers);
  expect(records.map((record) => Number(record.detail))).toEqual(numbers);
});

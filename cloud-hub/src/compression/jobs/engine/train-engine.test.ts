import { JobOrder } from '@lookout/shared/protocol/jobs';
import { describe, expect, test } from 'vitest';
import { loopCsv } from '../../../../../test/support/job-client.ts';
import { engineIo, turnsOf } from './engine.fixture.ts';
import { runTrain } from './train-engine.ts';

const [normal, leak] = [
  '3f2a7c1e-5b64-4d8e-9a10-6c7d8e9f0a1b',
  '3f2a7c1e-5b64-4d8e-9a10-6c7d8e9f0a1c',
];
const uploads = {
  [normal]: { name: 'normal.csv', bytes: Buffer.from(loopCsv({ rows: 400, run: 1 })) },
  [leak]: { name: 'leak.csv', bytes: Buffer.from(loopCsv({ rows: 300, run: 2, leak: true })) },
};

function order(part: { labelled?: string; labelColumn?: string; alarmsPerDay?: number } = {}) {
  const parsed = JobOrder.parse({
    kind: 'train',
    request: {
      name: 'pump',
      threshold:
        part.alarmsPerDay === undefined
          ? { kind: 'falseAlarmRate', rate: 0.01 }
          : { kind: 'alarmsPerDay', n: part.alarmsPerDay },
      labelColumn: part.labelColumn ?? 'anomaly',
      steps: 20,
    },
    data: { kind: 'uploads', ids: [normal] },
    labelled: part.labelled === undefined ? null : { kind: 'uploads', ids: [part.labelled] },
  });
  if (parsed.kind !== 'train') throw new Error('expected a training');
  return { order: parsed, createdAt: 1_700_000_000_000 };
}

describe('a training', () => {
  test('goes through its stages; without recordings to judge by, the last is skipped', async () => {
    const run = engineIo(uploads);
    expect(await runTrain(order(), run.io)).toBe('done');
    expect(turnsOf(run.told)).toEqual([
      'prepare running',
      'prepare done',
      'train running',
      'train done',
      'report skipped',
    ]);
    expect([...run.kept.keys()]).toEqual(['work/recordings', 'bundle.zip']);
  });

  test('cut off after its first stage goes on there, and makes what it would have made', async () => {
    const whole = engineIo(uploads);
    await runTrain(order({ labelled: leak }), whole.io);
    const cut = engineIo(uploads);
    const onProgress: typeof cut.io.onProgress = ({ stage }) => {
      if (stage === 'train') cut.abort.abort(new Error('killed'));
    };
    await expect(runTrain(order({ labelled: leak }), { ...cut.io, onProgress })).rejects.toThrow(
      'killed',
    );
    expect([...cut.kept.keys()]).toEqual(['work/recordings']);
    const next = engineIo({});
    for (const [name, bytes] of cut.kept) next.kept.set(name, bytes);
    await runTrain(order({ labelled: leak }), next.io);
    expect(turnsOf(next.told)[0]).toBe('prepare done');
    expect([...next.kept.keys()]).toEqual([...whole.kept.keys()]);
    for (const [name, bytes] of whole.kept)
      expect(Buffer.from(next.kept.get(name) ?? []).equals(bytes), name).toBe(true);
  });

  test('cut off after training is only judged again', async () => {
    const whole = engineIo(uploads);
    await runTrain(order({ labelled: leak }), whole.io);
    const next = engineIo({});
    for (const name of ['work/recordings', 'bundle.zip'])
      next.kept.set(name, whole.kept.get(name) ?? new Uint8Array());
    await runTrain(order({ labelled: leak }), next.io);
    expect(turnsOf(next.told)).toEqual([
      'prepare done',
      'train done',
      'report running',
      'report done',
    ]);
    expect(next.told.at(-1)?.figures?.auroc).toBeGreaterThan(0.8);
  });

  test('keeps to a number of alarms a day', async () => {
    const run = engineIo(uploads);
    await runTrain(order({ alarmsPerDay: 2 }), run.io);
    const bundle = Buffer.from(run.kept.get('bundle.zip') ?? []);
    expect(bundle.length).toBeGreaterThan(0);
  });

  test('fails where a file is gone', async () => {
    const { io } = engineIo({});
    await expect(runTrain(order(), io)).rejects.toMatchObject({ code: 'noSuchUpload' });
  });

  test('warns where the label column is nowhere, also when it goes on later', async () => {
    const run = engineIo(uploads);
    await runTrain(order({ labelColumn: 'labels' }), run.io);
    const prepared = () => run.told.findLast(({ stage }) => stage === 'prepare')?.message;
    expect(prepared()?.split('\n')).toEqual([
      '400 rows of 9 channels',
      'no file has the column "labels" of --label: all rows count as normal',
      'channel "anomaly" never changes: nothing can be learned about it',
    ]);
    const before = prepared();
    run.told.length = 0;
    await runTrain(order({ labelColumn: 'labels' }), run.io);
    expect(prepared()).toBe(before);
  });
});

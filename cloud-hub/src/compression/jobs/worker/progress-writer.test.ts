import { describe, expect, test } from 'vitest';
import type { StageProgress } from '../../pipeline/progress.ts';
import { ProgressWriter } from './progress-writer.ts';

const at = (stage: string, fraction: number): StageProgress<string> => ({
  stage,
  state: fraction < 1 ? 'running' : 'done',
  fraction,
  message: '',
});

/** A sink whose writes end when they are told to. */
function slowSink() {
  const writes: string[] = [];
  const pending: PromiseWithResolvers<void>[] = [];
  const failures: unknown[] = [];
  const writer = new ProgressWriter({
    write: (stages) => {
      writes.push(stages.map(({ stage, fraction }) => `${stage} ${fraction}`).join(', '));
      const turn = Promise.withResolvers<void>();
      pending.push(turn);
      return turn.promise;
    },
    failed: (error) => failures.push(error),
  });
  const next = async () => {
    while (pending.length === 0) await new Promise(setImmediate);
    return pending.shift();
  };
  return { writer, writes, failures, next };
}

describe('progress', () => {
  test('while a write is under way only the latest of each stage waits', async () => {
    const { writer, writes, next } = slowSink();
    writer.report(at('a', 0));
    const first = await next();
    for (const fraction of [0.1, 0.2, 0.3]) writer.report(at('a', fraction));
    writer.report(at('a', 1));
    writer.report(at('b', 0));
    first?.resolve();
    (await next())?.resolve();
    await writer.flush();
    expect(writes).toEqual(['a 0', 'a 1, b 0']);
  });

  test('nothing is written after a failure, which is told once', async () => {
    const { writer, writes, failures, next } = slowSink();
    writer.report(at('a', 0));
    (await next())?.reject(new Error('lost'));
    writer.report(at('a', 1));
    await writer.flush();
    expect(writes).toEqual(['a 0']);
    expect(failures).toEqual([new Error('lost')]);
  });

  test('what is reported often is written before long', async () => {
    const { writer, writes, next } = slowSink();
    writer.report(at('a', 0));
    (await next())?.resolve();
    writer.report(at('a', 0.5));
    (await next())?.resolve();
    expect(writes).toEqual(['a 0', 'a 0.5']);
  });
});

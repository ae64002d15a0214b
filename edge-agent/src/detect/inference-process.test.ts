import { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { InferenceProcess } from './inference-process.ts';
import { hang } from './unruly.fixture.ts';

const child = {
  path: fileURLToPath(new URL('./unruly-child.fixture.ts', import.meta.url)),
  execArgv: [],
};

test('a process that cannot be killed, as one that hangs in a driver, is given up', async () => {
  const [ready, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
  const told: string[] = [];
  const on = {
    ready: () => ready.resolve(),
    late: (how: string) => told.push(how),
    ended: ended.resolve,
  };
  const inference = new InferenceProcess(child, null, on, 20);
  await ready.promise;
  const { pid } = inference;
  onTestFinished(() => {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  });
  // No test can have the kernel withhold the signal: it is not sent.
  vi.spyOn(ChildProcess.prototype, 'kill').mockReturnValue(true);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const answers: unknown[] = [];
  const run = { kind: 'run', digest: 'a', data: Float32Array.of(hang) } as const;
  inference.request(run, 20, (reply) => answers.push(reply));
  expect(await ended.promise).toBe('no answer within 20 ms, and it cannot be killed');
  // Whoever does not wait for that was told before.
  expect(told).toEqual(['no answer within 20 ms']);
  expect(answers).toEqual([]);
});

import type { Command } from '@lookout/shared/protocol/commands';
import { expect, test } from 'vitest';
import { type CommandResult, CommandRunner } from './commands.ts';

const id = '00000000-0000-4000-8000-000000000001';
const selfTest = (expiresAt = 100): Command => ({
  ...{ id, expiresAt, type: 'selfTest', args: { stream: 'pump' } },
});
const fault: Command = {
  ...{ id, expiresAt: 100, type: 'injectFault' },
  args: { stream: 'pump', fault: 'leak', severity: 1, durationMs: null },
};

function bench(selfTestResult: () => string | Promise<string> = () => 'passed') {
  const results: CommandResult[] = [];
  const calls: string[] = [];
  const done = new Set<string>();
  const runner = new CommandRunner(
    {
      injectFault: (args) => {
        calls.push(`inject ${args.fault}`);
        return 'injected';
      },
      acknowledgeAndReset: ({ mode, by }) => {
        calls.push(`${mode} by ${by}`);
        return 'reset';
      },
      capture: ({ stream }) => `captured ${stream}`,
      cancelCapture: () => 'cancelled',
      profile: ({ stream }) => `measures ${stream}`,
      selfTest: () => {
        calls.push('selfTest');
        return selfTestResult();
      },
    },
    {
      wasCarriedOut: (command) => done.has(command),
      record: (result) => {
        results.push(result);
        done.add(result.commandId);
      },
    },
    () => 50,
  );
  return { runner, results, calls };
}

const reset: Command = {
  ...{ id, expiresAt: 100, type: 'acknowledgeAndReset' },
  args: { stream: 'pump', mode: 'rezero', by: 'olga' },
};

test.each([
  ['a reset', reset, 'rezero by olga', 'reset'],
  ['a self-test', selfTest(), 'selfTest', 'passed'],
  ['a fault', fault, 'inject leak', 'injected'],
] as const)('%s is carried out and its result recorded', async (_, command, call, detail) => {
  const { runner, results, calls } = bench();
  await runner.run(command);
  expect(calls).toEqual([call]);
  expect(results).toEqual([{ commandId: id, ok: true, detail }]);
});

test('what was carried out, or is under way, is not carried out again', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const { runner, results, calls } = bench(() => promise);
  const first = runner.run(selfTest());
  await runner.run(selfTest());
  resolve('passed');
  await first;
  await runner.run(selfTest());
  expect(calls).toHaveLength(1);
  expect(results).toHaveLength(1);
});

test('what has expired is refused', async () => {
  const { runner, results, calls } = bench();
  await runner.run(selfTest(49));
  expect(calls).toEqual([]);
  expect(results).toMatchObject([{ ok: false, detail: expect.stringContaining('expired') }]);
});

test('what cannot be done says why, in a result of bounded length', async () => {
  const { runner, results } = bench(() => Promise.reject(new Error('no such stream '.repeat(99))));
  await runner.run(selfTest());
  expect(results[0]?.ok).toBe(false);
  expect(results[0]?.detail).toHaveLength(512);
});

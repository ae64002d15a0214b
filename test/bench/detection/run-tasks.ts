import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Task } from './worker.ts';

/** Works through the tasks in processes of their own, one task at a time in each. */
export async function runTasks(
  tasks: readonly Task[],
  workers: number,
  onAnswer: (answer: Answer) => void,
): Promise<void> {
  const waiting = [...tasks];
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, () => work()));

  async function work(): Promise<void> {
    const worker = fork(join(import.meta.dirname, 'worker.ts'));
    try {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift())
        onAnswer(await ask(worker, task));
    } finally {
      worker.kill();
    }
  }
}

function ask(worker: ChildProcess, task: Task): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const onExit = () => reject(new Error('a worker of the bench has died: see its message above'));
  worker.once('exit', onExit);
  worker.once('message', (answer: Answer) => {
    worker.off('exit', onExit);
    resolve(answer);
  });
  worker.send(task);
  return promise;
}

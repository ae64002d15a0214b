import { type ChildProcess, fork } from 'node:child_process';

/**
 * Works through the tasks in processes of their own, one task at a time in each.
 * @param module what each process runs: it answers every message with one
 */
export async function runTasks<Task, Answer>(
  module: string,
  tasks: readonly Task[],
  workers: number,
  onAnswer: (answer: Answer, task: Task) => void,
): Promise<void> {
  const waiting = [...tasks];
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, () => work()));

  async function work(): Promise<void> {
    const worker = fork(module);
    try {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift())
        onAnswer(await ask<Task, Answer>(worker, task), task);
    } finally {
      worker.kill();
    }
  }
}

function ask<Task, Answer>(worker: ChildProcess, task: Task): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const onExit = () => reject(new Error('a worker of the bench has died: see its message above'));
  const onMessage = (answer: Answer) => {
    worker.off('exit', onExit);
    resolve(answer);
  };
  worker.once('exit', onExit);
  worker.once('message', onMessage);
  worker.send(JSON.parse(JSON.stringify(task)));
  return promise;
}

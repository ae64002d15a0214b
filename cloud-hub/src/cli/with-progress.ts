import { Progress } from './progress.ts';

/** Shows on a terminal how far the work has come; elsewhere nothing, as it may be short. */
export async function withProgress<T>(
  label: string,
  work: (update: (share: number) => void) => Promise<T>,
): Promise<T> {
  const progress = new Progress(label, process.stderr, Date.now);
  return work((share) => {
    if (process.stderr.isTTY) progress.update(share);
  }).finally(() => progress.finish());
}

import { setTimeout as delay } from 'node:timers/promises';

/** Asks again until the answer is not null, for what has no event to wait for: a page, a REST answer. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null>,
  withinMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await delay(100);
  }
}

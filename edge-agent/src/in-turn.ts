/** One after the other, whoever asks; whoever gives up leaves the line at once. */
export class InTurn {
  private last: Promise<unknown> = Promise.resolve();

  /** @throws `signal.reason` when it was aborted before its turn */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    const done = this.last.then(() => {
      signal.removeEventListener('abort', giveUp);
      signal.throwIfAborted();
      return work();
    });
    this.last = done.catch(() => {});
    return Promise.race([done, givenUp]);
  }
}

export type Settle = (error?: Error | null) => void;

/**
 * Calls that a connection answers: those which are open when it ends fail with it, and so do later ones. A
 * race of each with the connection's end would leave a reaction there for every message.
 */
export class OpenCalls {
  private readonly open = new Set<Settle>();
  private hasEnded = false;

  /** @param later what calls after the end fail with */
  constructor(private readonly later: () => Error) {}

  /** Settles when `begin`'s call is answered or the connection ends, whichever comes first. */
  run(begin: (settle: Settle) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle: Settle = (error) => {
        this.open.delete(settle);
        if (error) reject(error);
        else resolve();
      };
      if (this.hasEnded) return settle(this.later());
      this.open.add(settle);
      begin(settle);
    });
  }

  end(reason: () => Error): void {
    this.hasEnded = true;
    for (const settle of [...this.open]) settle(reason());
  }
}

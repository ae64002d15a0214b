import type { ReadyBundle } from './stream-setup.ts';
import { isSameSession, sessionOf } from './stream-setup.ts';

/** What is held ready in its process, so that a window whose provider fails need not wait for it. */
export class Standby {
  private held: ReadyBundle | null = null;

  /** @param unload lets a session go unless someone else has it */
  constructor(private readonly unload: (ready: ReadyBundle) => Promise<void>) {}

  get ready(): ReadyBundle | null {
    return this.held;
  }

  /** It judges from now on. */
  take(): void {
    this.held = null;
  }

  /** @param ready in the place of what was held; null: nothing is needed */
  async hold(ready: ReadyBundle | null): Promise<void> {
    const before = this.held;
    this.held = ready;
    if (before === null || (ready && isSameSession(sessionOf(before), sessionOf(ready)))) return;
    await this.unload(before);
  }
}

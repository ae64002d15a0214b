import type { UnusableProvider } from '@lookout/shared/protocol/presence';
import type { Probed } from './model/placement/placement-state.ts';

export interface ProbeSurroundings {
  /** The runtime's own list; empty until it is known. */
  readonly backends: () => readonly string[];
  /** @throws `signal.reason` when it was aborted */
  readonly probe: (provider: string, signal: AbortSignal) => Promise<Probed>;
  /** All that is known so far; it has changed. */
  readonly told: (probed: readonly Probed[]) => void;
  readonly monotonicMs: () => number;
  readonly warn: (message: string) => void;
}

/** What no release names is looked at when the start is over: a process more would slow that down. */
const unhurriedMs = 10_000;
/** What cannot be used may be mended while the agent runs: a driver that is installed, a card that comes up late. */
const againAfterMs = 3_600_000;
const notTried = 'it was not tried yet since the agent started';

/**
 * Which of the providers that the runtime names this machine runs: each is tried in the background, one at a
 * time, and what was known of it holds until then.
 */
export class ProviderProbe {
  private readonly found = new Map<string, Probed & { readonly atMs: number }>();
  private readonly asked = new Set<string>();
  private readonly ending = new AbortController();
  private probing: Promise<void> | null = null;
  private readonly startedMs: number;

  constructor(private readonly around: ProbeSurroundings) {
    this.startedMs = around.monotonicMs();
  }

  /** Once a second. @param named by the releases of this device */
  look(named: ReadonlySet<string>): void {
    const due = this.around.backends().filter((name) => this.isDue(name, named));
    if (this.probing !== null || due.length === 0 || this.ending.signal.aborted) return;
    this.probing = this.probeAll(due).finally(() => {
      this.probing = null;
    });
  }

  /** Something may have changed about these; null: about all. */
  again(providers: readonly string[] | null): void {
    for (const name of providers ?? this.around.backends()) this.asked.add(name);
  }

  /** The CPU at once: every build of the runtime has it. */
  get usable(): readonly string[] {
    const backends = this.around.backends();
    if (backends.length === 0) return ['cpu'];
    return backends.filter((name) => name === 'cpu' || this.found.get(name)?.why === null);
  }

  get unusable(): readonly UnusableProvider[] {
    return this.around.backends().flatMap((provider) => {
      const known = this.found.get(provider);
      if (provider === 'cpu' || known?.why === null) return [];
      return [{ provider, why: known?.why ?? notTried }];
    });
  }

  /** That a release may be made for: one that was not tried yet has its chance, its golden windows will tell. */
  get possible(): readonly string[] {
    return this.around.backends().filter((name) => (this.found.get(name)?.why ?? null) === null);
  }

  halt(): void {
    this.ending.abort();
  }

  async stopped(): Promise<void> {
    await this.probing;
  }

  private isDue(name: string, named: ReadonlySet<string>): boolean {
    if (this.asked.has(name)) return true;
    const known = this.found.get(name);
    const nowMs = this.around.monotonicMs();
    if (known === undefined)
      return name === 'cpu' || named.has(name) || nowMs - this.startedMs >= unhurriedMs;
    return known.why !== null && nowMs - known.atMs >= againAfterMs;
  }

  private async probeAll(due: readonly string[]): Promise<void> {
    const { probe, told, monotonicMs, warn } = this.around;
    const { signal } = this.ending;
    for (const name of due)
      try {
        this.asked.delete(name);
        const one = await probe(name, signal);
        const before = this.found.get(name);
        this.found.set(name, { ...one, atMs: monotonicMs() });
        if (before === undefined || before.why !== one.why) told([...this.found.values()]);
      } catch (error) {
        if (signal.aborted) return;
        // Tried again with the next tick.
        this.asked.add(name);
        warn(`provider ${name} cannot be looked at: ${String(error)}`);
      }
  }
}

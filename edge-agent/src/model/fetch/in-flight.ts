interface Asked {
  readonly at: number;
  readonly again: boolean;
}

/** Units of one file that were asked for, and which of them have not come. Times in ms. */
export class InFlight {
  /** Ever: what was never asked for is not taken. */
  readonly asked = new Set<number>();
  private readonly waited = new Map<number, Asked>();

  get count(): number {
    return this.waited.size;
  }

  has(unit: number): boolean {
    return this.waited.has(unit);
  }

  ask(units: Iterable<number>, at: number): void {
    for (const unit of units) {
      this.waited.set(unit, { at, again: this.asked.has(unit) });
      this.asked.add(unit);
    }
  }

  /** Of a block that came, its first unit. @returns when it was asked for; null where nobody waits for it */
  came(first: number, count: number): Asked | null {
    const asked = this.waited.get(first) ?? null;
    for (let unit = first; unit < first + count; unit++) this.waited.delete(unit);
    return asked;
  }

  /** Units whose turn was before that of one that came, and that are waited for too long: they were lost. */
  giveUp(askedBefore: number, atOrBefore: number): void {
    for (const [unit, { at }] of this.waited)
      if (at < askedBefore && at <= atOrBefore) this.waited.delete(unit);
  }

  /** Nothing of it will come. */
  clear(): void {
    this.waited.clear();
  }
}

/** How long after `g` the second key may follow. */
const sequenceMs = 1_200;

export interface KeyPress {
  readonly key: string;
  readonly atMs: number;
}

/**
 * Reads single keys and two-key sequences ("g o"). Returns the binding that the press completes; a press
 * that begins a sequence completes nothing.
 */
export class KeySequence {
  #prefix: KeyPress | null = null;

  read(press: KeyPress, bindings: ReadonlySet<string>): string | null {
    const prefix = this.#prefix;
    this.#prefix = null;
    if (prefix !== null && press.atMs - prefix.atMs <= sequenceMs) {
      const both = `${prefix.key} ${press.key}`;
      if (bindings.has(both)) return both;
    }
    if ([...bindings].some((binding) => binding.startsWith(`${press.key} `))) this.#prefix = press;
    return bindings.has(press.key) ? press.key : null;
  }
}

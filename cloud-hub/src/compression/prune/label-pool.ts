/**
 * Labels along one axis of a tensor: which channel each position belongs to; null where the axis counts
 * something else (batch, rows) and can never shrink.
 */
export type AxisLabels = Int32Array | null;
/** One entry per axis. */
export type Labels = readonly AxisLabels[];

/** Channels as disjoint sets of labels: labels that must go together are joined, and some must stay. */
export class LabelPool {
  readonly #parent: number[] = [];
  readonly #kept = new Set<number>();
  readonly #layerOf: number[] = [];

  /** New channels that one layer puts out. */
  fresh(count: number, layer: number): Int32Array {
    return Int32Array.from({ length: count }, () => {
      this.#layerOf.push(layer);
      return this.#parent.push(this.#parent.length) - 1;
    });
  }

  root(label: number): number {
    let at = label;
    while (this.#parent[at] !== at) {
      const above = this.#parent[at] ?? at;
      this.#parent[at] = this.#parent[above] ?? above;
      at = above;
    }
    return at;
  }

  /** Two labels become one channel, of the earlier layer. */
  join(a: number, b: number): void {
    const [first, second] = [this.root(a), this.root(b)].sort((x, y) => x - y);
    if (first === undefined || second === undefined || first === second) return;
    this.#parent[second] = first;
    if (this.#kept.has(second)) this.#kept.add(first);
  }

  joinAll(a: AxisLabels, b: AxisLabels): AxisLabels {
    if (!a || !b) return a ?? b;
    a.forEach((label, i) => {
      this.join(label, b[i] ?? label);
    });
    return a;
  }

  /** These channels cannot be removed. */
  keep(labels: Labels): void {
    for (const axis of labels) for (const label of axis ?? []) this.#kept.add(this.root(label));
  }

  isKept(label: number): boolean {
    return this.#kept.has(this.root(label));
  }

  layer(label: number): number {
    return this.#layerOf[this.root(label)] ?? -1;
  }
}

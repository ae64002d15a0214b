/**
 * The hub's time, as far as a browser can know it. A message can only arrive late, never early, so the
 * largest difference seen lately is the nearest to the true offset; ages then do not depend on the
 * browser's own clock being right.
 */
export class HubClock {
  readonly #offsetsMs: number[] = [];

  constructor(private readonly samples = 16) {}

  observe(hubAt: number, localAt: number): void {
    this.#offsetsMs.push(hubAt - localAt);
    if (this.#offsetsMs.length > this.samples) this.#offsetsMs.shift();
  }

  now(localAt: number): number {
    return this.#offsetsMs.length === 0 ? localAt : localAt + Math.max(...this.#offsetsMs);
  }
}

import type { RandomSource } from './random-source.ts';

/** Draws window numbers in random order, each once before any comes again. */
export class Deck {
  readonly #cards: Int32Array;
  #at: number;

  constructor(
    numbers: Int32Array,
    private readonly random: RandomSource,
  ) {
    this.#cards = Int32Array.from(numbers);
    this.#at = this.#cards.length;
  }

  next(): number {
    if (this.#at >= this.#cards.length) this.#shuffle();
    const card = this.#cards[this.#at] ?? 0;
    this.#at += 1;
    return card;
  }

  /** Fisher-Yates. */
  #shuffle(): void {
    const cards = this.#cards;
    for (let i = cards.length - 1; i > 0; i--) {
      const j = Math.floor(this.random.uniform() * (i + 1));
      const kept = cards[i] ?? 0;
      cards[i] = cards[j] ?? 0;
      cards[j] = kept;
    }
    this.#at = 0;
  }
}

/** Copies window `number` (`size` floats each) to place `row` of a batch. */
export function copyWindow(
  windows: Float32Array,
  number: number,
  size: number,
  batch: Float32Array,
  row: number,
): void {
  batch.set(windows.subarray(number * size, (number + 1) * size), row * size);
}

export function fillNormal(target: Float32Array, random: RandomSource): void {
  for (let i = 0; i < target.length; i++) target[i] = random.normal();
}

import type { Sample, SourceListener } from './source.ts';
import type { SourceError } from './source-error.ts';

/** Keeps all that a source tells and lets a test wait for it. */
export class Heard implements SourceListener {
  readonly samples: Sample[] = [];
  readonly errors: SourceError[] = [];
  recovered = 0;
  ended = false;
  private waiting: { test: () => boolean; resolve: () => void }[] = [];

  onSample(sample: Sample): void {
    this.samples.push(sample);
    this.wake();
  }

  onError(error: SourceError): void {
    this.errors.push(error);
    this.wake();
  }

  onRecovered(): void {
    this.recovered += 1;
    this.wake();
  }

  onEnd(): void {
    this.ended = true;
    this.wake();
  }

  /** Resolves when `test` holds; it is looked at after every call. */
  until(test: (heard: this) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.waiting.push({ test: () => test(this), resolve });
    this.wake();
    return promise;
  }

  get values(): (readonly (number | null)[])[] {
    return this.samples.map(({ values }) => values);
  }

  private wake(): void {
    this.waiting = this.waiting.filter(({ test, resolve }) => {
      if (!test()) return true;
      resolve();
      return false;
    });
  }
}

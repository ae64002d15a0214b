import { SourceError, type SourceErrorCode } from './source-error.ts';

/** Counts input that was left out and tells the 1st, 10th, 100th, … of each kind: no flood, no silence. */
export class Rejections {
  private readonly counts = new Map<SourceErrorCode, number>();

  constructor(private readonly onError: (error: SourceError) => void) {}

  reject(code: SourceErrorCode, message: string): void {
    const count = (this.counts.get(code) ?? 0) + 1;
    this.counts.set(code, count);
    if (!/^10*$/.test(String(count))) return;
    const often = count === 1 ? '' : ` (the ${count}th such piece of input)`;
    this.onError(new SourceError(code, 'rejected', `${message}${often}`, count));
  }
}

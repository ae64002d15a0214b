import type { Setting } from './setting.ts';
import type { SlowLine } from './slow-line.ts';

/** Until the device has backed off to the longest pause that a cut of half a minute leads to. */
const recoveryMs = 30_000;

/** Cuts the line now and then, first in the middle of the first period. */
export class Outages {
  count = 0;
  private readonly line: SlowLine;
  private timer: NodeJS.Timeout | null = null;
  private isCut = false;
  private cutAtMs = 0;
  private mendedAtMs = -Infinity;
  private pastMs = 0;

  constructor(line: SlowLine) {
    this.line = line;
  }

  get isOn(): boolean {
    return this.isCut;
  }

  get isNear(): boolean {
    return this.isCut || performance.now() - this.mendedAtMs < recoveryMs;
  }

  /** How long it has been cut altogether. */
  get cutMs(): number {
    return this.pastMs + (this.isCut ? performance.now() - this.cutAtMs : 0);
  }

  begin({ everyMs, forMs }: NonNullable<Setting['outage']>): void {
    const cut = () => {
      this.line.cut();
      this.isCut = true;
      this.cutAtMs = performance.now();
      this.count += 1;
      this.timer = setTimeout(mend, forMs);
    };
    const mend = () => {
      this.line.mend();
      this.isCut = false;
      this.mendedAtMs = performance.now();
      this.pastMs += this.mendedAtMs - this.cutAtMs;
      this.timer = setTimeout(cut, everyMs - forMs);
    };
    this.timer = setTimeout(cut, everyMs / 2);
  }

  end(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.isCut) this.line.mend();
    this.isCut = false;
  }
}

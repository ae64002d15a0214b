import type { InstallFigures } from '@lookout/shared/protocol/release-phase';
import type { Detector } from './detect/detector.ts';

type MemoryFigures = Pick<InstallFigures, 'memoryBytes' | 'addedMemoryBytes'>;

/** What a new bundle adds to the resident memory of the inference process; null where that is not known. */
export class InstallMemory {
  private start: { readonly pid: number | undefined; readonly bytes: number | null } | null = null;
  private last: MemoryFigures = { memoryBytes: null, addedMemoryBytes: null };

  constructor(
    private readonly detector: Pick<Detector, 'pid'>,
    private readonly residentBytes: (pid: number | undefined) => number | null,
  ) {}

  get figures(): MemoryFigures {
    return this.last;
  }

  before(): void {
    const { pid } = this.detector;
    this.start = { pid, bytes: this.residentBytes(pid) };
  }

  /** After another start of the process nothing can be said. */
  after(): MemoryFigures {
    const { start } = this;
    const { pid } = this.detector;
    const bytes = this.residentBytes(pid);
    const known = start !== null && start.pid === pid && start.bytes !== null && bytes !== null;
    this.last = {
      memoryBytes: bytes,
      addedMemoryBytes: known ? bytes - (start.bytes ?? 0) : null,
    };
    return this.last;
  }
}

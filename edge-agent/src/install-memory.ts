import type { InstallFigures } from '@lookout/shared/protocol/release-phase';
import type { Detectors } from './detect/detectors.ts';

type MemoryFigures = Pick<InstallFigures, 'memoryBytes' | 'addedMemoryBytes'>;

/** What a new bundle adds to the resident memory of the inference processes; null where that is not known. */
export class InstallMemory {
  private start: { readonly pids: readonly number[]; readonly bytes: number | null } | null = null;
  private last: MemoryFigures = { memoryBytes: null, addedMemoryBytes: null };

  constructor(
    private readonly detector: Pick<Detectors, 'pids'>,
    private readonly residentBytes: (pid: number) => number | null,
  ) {}

  get figures(): MemoryFigures {
    return this.last;
  }

  before(): void {
    const { pids } = this.detector;
    this.start = { pids, bytes: this.bytesOf(pids) };
  }

  /** After another start of a process nothing can be said. */
  after(): MemoryFigures {
    const { start } = this;
    const { pids } = this.detector;
    const bytes = this.bytesOf(pids);
    const lives = start?.pids.every((pid) => pids.includes(pid)) ?? false;
    const known = lives && start !== null && start.bytes !== null && bytes !== null;
    this.last = {
      memoryBytes: bytes,
      addedMemoryBytes: known ? bytes - (start.bytes ?? 0) : null,
    };
    return this.last;
  }

  private bytesOf(pids: readonly number[]): number | null {
    const each = pids.map((pid) => this.residentBytes(pid));
    return each.length === 0
      ? null
      : each.reduce((sum, bytes) => (sum === null || bytes === null ? null : sum + bytes), 0);
  }
}

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StressKind } from './stress-child.ts';

export interface Stress {
  readonly name: string;
  /** Null: the machine is left alone. */
  readonly kind: StressKind | null;
  readonly threads: number;
}

export const stresses: readonly Stress[] = [
  { name: 'none', kind: null, threads: 0 },
  { name: '1 loop', kind: 'spin', threads: 1 },
  { name: '2 loops', kind: 'spin', threads: 2 },
  { name: '4 loops', kind: 'spin', threads: 4 },
  { name: '1 copies memory', kind: 'memory', threads: 1 },
  { name: '2 copy memory', kind: 'memory', threads: 2 },
  { name: 'bursts of 1', kind: 'bursts', threads: 1 },
  { name: 'bursts of 2', kind: 'bursts', threads: 2 },
];

const program = fileURLToPath(new URL('stress-child.ts', import.meta.url));

/** Another program, of nobody's here: in a session of its own and no child of this process. */
export class RunningStress {
  readonly #pid: number | null;

  constructor({ kind, threads }: Stress, seconds: number) {
    this.#pid =
      kind === null
        ? null
        : Number(
            execFileSync('sh', [
              '-c',
              'setsid nice -n 10 "$@" >/dev/null 2>&1 & echo $!',
              'sh',
              ...[process.execPath, program, kind, String(threads), String(seconds)],
            ]),
          );
  }

  end(): void {
    if (this.#pid === null) return;
    try {
      process.kill(this.#pid);
    } catch {
      // It has ended by itself.
    }
  }
}

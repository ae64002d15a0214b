import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As a card with a driver of the 500s says it. */
export const temperatures = `
==============NVSMI LOG==============

Attached GPUs                             : 1
GPU 00000000:01:00.0
    Temperature
        GPU Current Temp                  : 61 C
        GPU T.Limit Temp                  : N/A
        GPU Shutdown Temp                 : 98 C
        GPU Slowdown Temp                 : 95 C
        GPU Max Operating Temp            : 93 C
        Memory Current Temp               : N/A
`;

/** Newer cards tell the distance to their limits. */
export const temperatureMargins = `
GPU 00000000:0F:00.0
    Temperature
        GPU Current Temp                             : 31 C
        GPU T.Limit Temp                             : 54 C
        GPU Shutdown T.Limit Temp                    : -8 C
        GPU Slowdown T.Limit Temp                    : -2 C
        GPU Max Operating T.Limit Temp               : 0 C
`;

/** A program that answers as nvidia-smi does, and a list of what it was asked. */
export class FakeSmi {
  readonly command: string;
  private readonly log: string;

  constructor(folder: string) {
    this.command = join(folder, 'nvidia-smi');
    this.log = join(folder, 'asked.txt');
  }

  /** @param query what `--query-gpu` gives; @param rest shell that runs before the answer */
  answers(query: string, limits = temperatures, rest = ''): this {
    writeFileSync(this.log, '');
    writeFileSync(
      this.command,
      `#!/bin/sh\necho "$*" >> '${this.log}'\n${rest}\ncase "$1" in\n--query-gpu=*) echo '${query}' ;;\n*) cat <<'END'\n${limits}\nEND\n;;\nesac\n`,
    );
    chmodSync(this.command, 0o755);
    return this;
  }

  get asked(): string[] {
    return readFileSync(this.log, 'utf8').split('\n').filter(Boolean);
  }
}

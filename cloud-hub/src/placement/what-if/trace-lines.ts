import type { Load } from '@lookout/shared/protocol/load';
import type { LoadColumns } from '../load/load.repository.ts';
import { slotMs } from '../load/load-slot.ts';
import type { Part } from './parts-of.ts';
import { storedSample } from './stored-sample.ts';

/** Of no decision. */
const notTold = new Set<string>(['zones', 'diskFreeBytes', 'outbox'] satisfies (keyof Load)[]);

/**
 * Stored load as a trace of `lookout simulate placement`: JSON lines, a header wherever other profiles came
 * into force, then its half minutes. What is not known is left out.
 */
export function* traceLines(
  device: string,
  samples: LoadColumns,
  parts: readonly Part[],
): Generator<string, void> {
  for (const { of, begin, end } of parts) {
    yield `${JSON.stringify({ device, ...of, sampleMs: slotMs })}\n`;
    for (let i = begin; i < end; i += 1) {
      const known = Object.entries(storedSample(samples, i, of.stream)).filter(
        ([key, value]) => value !== null && !notTold.has(key),
      );
      yield `${JSON.stringify(Object.fromEntries(known))}\n`;
    }
  }
}

import type { StreamConfig } from './config/schema.ts';
import type { Source } from './source/source.ts';

export interface FaultWish {
  /** Null ends the fault that is on. */
  readonly fault: string | null;
  readonly severity: number;
  readonly durationMs: number | null;
}

/** @throws Error in words when the source is no simulator, does not run or does not know the fault */
export function injectFault(
  { name, source: config }: StreamConfig,
  source: Source | null,
  { fault, severity, durationMs }: FaultWish,
): string {
  if (source?.inject === undefined)
    throw new Error(
      config.type === 'simulator'
        ? `stream ${name} is not running`
        : `stream ${name} reads ${config.type}: faults are injected into the simulator only`,
    );
  source.inject(fault, severity, durationMs);
  return fault === null ? 'the fault has ended' : `${fault} injected, severity ${severity}`;
}

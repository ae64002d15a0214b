import type { Reported, StreamReport } from '@lookout/shared/protocol/presence';

/** What a device reports of one simulated stream, `loop`, or of those given. */
export function reported(...streams: readonly Partial<StreamReport>[]): Reported {
  return {
    observedGeneration: 0,
    at: 1_000,
    streams: streams.map((part) => ({
      name: 'loop',
      area: 'hall',
      source: 'simulator',
      modelDigest: 'a'.repeat(64),
      modelName: 'water loop',
      variant: 'fp32-cpu',
      provider: 'cpu',
      providerReason: null,
      windowLength: 10,
      periodMs: 1_000,
      channels: [{ name: 'pressure', unit: 'bar' }],
      threshold: 4,
      judgement: null,
      phase: 'scoring',
      errorCode: null,
      errorText: null,
      faults: ['leak'],
      activeFault: null,
      release: null,
      placement: null,
      ...part,
    })),
    capabilities: {
      providers: ['cpu'],
      unusableProviders: [],
      cpuCount: 4,
      memoryBytes: 8_000_000_000,
      arch: 'x64',
      model: null,
      board: null,
    },
  };
}

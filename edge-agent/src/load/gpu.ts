import type { Load, ThermalZone } from '@lookout/shared/protocol/load';
import { DevfreqGpu } from './devfreq-gpu.ts';
import { NvidiaSmi, type NvidiaSmiOptions } from './nvidia-smi.ts';

type GpuLoad = Pick<
  Load,
  'gpuPercent' | 'gpuClockRatio' | 'gpuMemoryUsedBytes' | 'gpuMemoryTotalBytes'
>;

interface CardReading {
  readonly zone: ThermalZone;
  readonly milliwatts: number | null;
  readonly slowed: boolean | null;
}

/** @see LoadSamplerOptions */
export interface GpuReaderOptions {
  readonly root: string;
  readonly nvidiaSmi: string;
  readonly nowMs: NvidiaSmiOptions['nowMs'];
}

/** The machine's GPU: a Jetson's by its files, else the first card that nvidia-smi knows of. */
export class GpuReader {
  private readonly builtIn: DevfreqGpu;
  private readonly smi: NvidiaSmi;

  constructor({ root, nvidiaSmi, nowMs }: GpuReaderOptions) {
    this.builtIn = new DevfreqGpu(root);
    this.smi = new NvidiaSmi({ command: nvidiaSmi, nowMs });
  }

  /**
   * `card`: the temperature of a card that has its own, what it takes and whether it is slowed; a Jetson's GPU
   * has a zone of the kernel's, and is metered with its board.
   */
  read(): GpuLoad & { readonly card: CardReading | null } {
    const builtIn = this.builtIn.read();
    if (builtIn !== null)
      return {
        ...{ gpuPercent: builtIn.percent, gpuClockRatio: builtIn.clockRatio },
        ...{ gpuMemoryUsedBytes: null, gpuMemoryTotalBytes: null, card: null },
      };
    const card = this.smi.read();
    return {
      gpuPercent: card?.percent ?? null,
      gpuClockRatio: card?.clockRatio ?? null,
      gpuMemoryUsedBytes: card?.memoryUsedBytes ?? null,
      gpuMemoryTotalBytes: card?.memoryTotalBytes ?? null,
      card:
        card === null
          ? null
          : {
              zone: {
                ...{ name: 'GPU', celsius: card.celsius },
                ...{ throttleC: card.throttleC, criticalC: card.criticalC },
              },
              ...{ milliwatts: card.milliwatts, slowed: card.slowed },
            },
    };
  }

  async settled(): Promise<void> {
    await this.smi.settled();
  }

  async stop(): Promise<void> {
    await this.smi.stop();
  }
}

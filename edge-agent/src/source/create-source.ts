import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import type { SourceConfig } from '../config/schema.ts';
import type { Clock } from './clock.ts';
import { CsvSource } from './csv/csv-source.ts';
import { HostSource } from './host/host-source.ts';
import { MqttSource } from './mqtt/mqtt-source.ts';
import { SimulatorSource } from './simulator/simulator-source.ts';
import type { Source } from './source.ts';
import { SourceError } from './source-error.ts';

/** What a detector was trained on: these channels in this order, a row every `periodMs`. */
export interface DetectorInput {
  readonly channels: readonly ChannelInfo[];
  readonly periodMs: number;
}

/**
 * The source of a stream.
 * @param input null while recording: then the source gives what it has, at the configured period.
 * @throws SourceError `missingChannel`
 */
export function createSource(
  config: SourceConfig,
  input: DetectorInput | null,
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
): Source {
  const names = input?.channels.map(({ name }) => name) ?? null;
  switch (config.type) {
    case 'csv':
      if (input === null)
        throw new SourceError(
          'missingChannel',
          'stopped',
          `${config.file} is a recording already; give it to "lookout train" as it is`,
        );
      return new CsvSource({ config, ...input, clock });
    case 'mqtt': {
      const periodMs = input?.periodMs ?? config.periodMs;
      return new MqttSource({ config, channels: input?.channels ?? null, periodMs, clock, random });
    }
    case 'host':
      return new HostSource({
        config,
        channels: names,
        periodMs: input?.periodMs ?? config.periodMs,
        clock,
      });
    case 'simulator':
      return new SimulatorSource({
        config,
        channels: names,
        periodMs: input?.periodMs ?? config.periodMs,
        clock,
      });
  }
}

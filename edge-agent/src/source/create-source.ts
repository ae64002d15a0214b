import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import type { SourceConfig } from '../config/schema.ts';
import type { Clock } from './clock.ts';
import { CsvSource } from './csv/csv-source.ts';
import { HostSource } from './host/host-source.ts';
import { ImagesSource } from './images/images-source.ts';
import { MqttSource } from './mqtt/mqtt-source.ts';
import { SimulatorSource } from './simulator/simulator-source.ts';
import type { Source } from './source.ts';
import { SourceError } from './source-error.ts';

/** What a detector was trained on: these channels in this order, a row or a frame every `periodMs`. */
export type DetectorInput = {
  readonly channels: readonly ChannelInfo[];
  readonly periodMs: number;
} & (
  | { readonly kind: 'series' }
  | { readonly kind: 'image'; readonly height: number; readonly width: number }
);

/**
 * The source of a stream.
 * @param input null while recording: then the source gives what it has, at the configured period.
 * @throws SourceError `missingChannel`, `wrongInput`
 */
export function createSource(
  config: SourceConfig,
  input: DetectorInput | null,
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
): Source {
  const names = input?.channels.map(({ name }) => name) ?? null;
  if (input?.kind === 'image' && config.type !== 'images') throw wantsFrames(config.type, input);
  switch (config.type) {
    case 'csv':
      if (input === null)
        throw new SourceError(
          'missingChannel',
          'stopped',
          `${config.file} is a recording already; give it to "lookout train" as it is`,
        );
      return new CsvSource({ config, ...input, clock });
    case 'images':
      if (input === null)
        throw new SourceError(
          'wrongInput',
          'stopped',
          `the frames of ${config.folder} are files already; give the folder to "lookout import" as it is`,
        );
      if (input.kind === 'series') throw wantsRows(input);
      return new ImagesSource({ config, input, clock });
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

const wantsFrames = (type: string, { width, height }: { width: number; height: number }) =>
  new SourceError(
    'wrongInput',
    'stopped',
    `the detector takes frames of ${width}×${height}, and a source of type ${type} gives rows: ` +
      'set source to { type: images, folder: … }, or give a detector of rows',
  );

const wantsRows = ({ channels }: { channels: readonly ChannelInfo[] }) =>
  new SourceError(
    'wrongInput',
    'stopped',
    `the detector takes rows of ${channels.map(({ name }) => name).join(', ')}, and a source of type images ` +
      'gives frames: give a detector of frames, or another source',
  );

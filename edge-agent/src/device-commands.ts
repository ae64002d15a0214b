import type { Outbox } from './outbox/outbox.ts';
import type { RecordStamp } from './outbox/record-body.ts';
import type { Placements } from './placements.ts';
import type { RawCapture } from './raw-capture.ts';
import type { StreamRunner } from './stream-runner.ts';
import { type CommandHandlers, CommandRunner } from './uplink/commands.ts';

export interface CommandParts {
  readonly streams: readonly StreamRunner[];
  readonly raw: RawCapture;
  readonly placements: Placements;
  readonly outbox: Outbox;
  readonly stamp: () => RecordStamp;
  readonly now: () => number;
}

const commandKey = (id: string) => `command/${id}`;

/** What is kept of a frame is its row. */
const framesStay =
  'they are the mean colors of frames: the frames themselves stay in their folder on the device';

/** What a device can be told to do, and where the results go. */
export function deviceCommands(parts: CommandParts): CommandRunner {
  const { streams, raw, outbox, placements, stamp, now } = parts;
  const streamOf = (name: string): StreamRunner => {
    const stream = streams.find(({ config }) => config.name === name);
    if (stream === undefined) throw new Error(`this device has no stream ${name}`);
    return stream;
  };
  const handlers: CommandHandlers = {
    injectFault: ({ stream, fault, severity, durationMs }) =>
      streamOf(stream).inject(fault, severity, durationMs),
    selfTest: ({ stream }) => streamOf(stream).selfTest(),
    profile: ({ stream }) => placements.profile(stream),
    acknowledgeAndReset: ({ stream, mode, by }) => streamOf(stream).reset(mode, by),
    ...raw.handlers,
    capture: async (args, expiresAt) => {
      const told = await raw.handlers.capture(args, expiresAt);
      const isOfFrames = parts.streams.some(
        ({ config }) => config.name === args.stream && config.source.type === 'images',
      );
      return isOfFrames ? `${told}; ${framesStay}` : told;
    },
  };
  return new CommandRunner(
    handlers,
    {
      wasCarriedOut: (id) => outbox.note(commandKey(id)) !== null,
      record: (result, expiresAt) =>
        outbox.recordEvents(
          [{ type: 'commandResult', at: now(), sourceAt: null, ...stamp(), ...result }],
          [{ key: commandKey(result.commandId), value: 'done', expiresAt }],
        ),
    },
    now,
  );
}

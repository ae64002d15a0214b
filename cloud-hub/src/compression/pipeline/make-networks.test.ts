import { afterAll, beforeAll, expect, test } from 'vitest';
import { quickRequest, simulatedRecording } from '../bundle/loop.fixture.ts';
import { trainBundle } from '../bundle/train-bundle.ts';
import { lessonOf } from '../distil/distil.ts';
import { Teacher } from '../distil/teacher.ts';
import { mapChannels } from '../prune/channel-map.ts';
import { macsPerWindow } from '../prune/multiply-accumulates.ts';
import { openBase } from './base.ts';
import { type Ground, makeNetworks } from './make-networks.ts';
import { MemoryStore } from './memory-store.fixture.ts';
import type { StagedNetwork } from './staged-network.ts';

let ground: Ground;
beforeAll(async () => {
  const recording = simulatedRecording(1200);
  const files = await trainBundle(quickRequest([recording]));
  const base = openBase(files, [recording]);
  const teacher = await Teacher.open(base.network, null);
  const lesson = await lessonOf(teacher, base.laterWindows, null);
  const latent = base.manifest.latent;
  ground = { base, teacher, lesson, latent, trainable: true, seed: 1, key: 'a', stages: null };
});
afterAll(() => ground.teacher[Symbol.asyncDispose]());

async function run(own: Ground, store: MemoryStore, signal = new AbortController().signal) {
  const networks: StagedNetwork[] = [];
  const messages: string[] = [];
  const onProgress = ({ message }: { message: string }) => messages.push(message);
  for await (const staged of makeNetworks(own, { store, onProgress, signal }))
    networks.push(staged);
  return { networks, messages };
}

const macs = ({ network }: StagedNetwork) => macsPerWindow(network, mapChannels(network));

test('every stage leaves a smaller network, and what was made is not made again', async () => {
  const store = new MemoryStore();
  const first = await run(ground, store);
  expect(first.networks.map(({ name }) => name)).toEqual([
    'quantized',
    'pruned to 50 %',
    'pruned to 25 %',
    'student of 48',
    'student of 16',
    'pruned to 15 %',
    'pruned to 10 %',
    'pruned to 5 %',
  ]);
  const whole = macsPerWindow(ground.base.network, mapChannels(ground.base.network));
  const pruned = first.networks.filter(({ name }) => name.startsWith('pruned'));
  // A layer keeps an eighth and four channels at least, so that the last steps of so small a network stop.
  expect(pruned.map((staged) => macs(staged) / whole)).toEqual([
    expect.closeTo(0.49, 1),
    expect.closeTo(0.25, 1),
    expect.closeTo(0.15, 1),
    expect.closeTo(0.125, 2),
    expect.closeTo(0.125, 2),
  ]);
  expect(pruned.at(-1)?.lineage).toEqual([
    'quantize',
    'pruned to 50 %',
    'pruned to 25 %',
    'pruned to 15 %',
    'pruned to 10 %',
    'pruned to 5 %',
  ]);

  store.forget('pruned-to-5-');
  const again = await run(ground, store);
  expect(new Set(again.messages.map((message) => message.split(':')[0]))).toEqual(
    new Set(['pruned to 5 %']),
  );
  expect(again.networks.map(macs)).toEqual(first.networks.map(macs));
  const other = await run({ ...ground, key: 'b', stages: new Set(['quantize']) }, store);
  expect(other.networks.map(({ name }) => name)).toEqual(['quantized']);
  expect(other.messages.length).toBeGreaterThan(0);
}, 60_000);

test('a network that cannot be pruned itself teaches students of the usual depth', async () => {
  const { networks } = await run({ ...ground, trainable: false }, new MemoryStore());
  expect(networks.map(({ name }) => name)).toEqual([
    'student of 128-64',
    'student of 48-32',
    'student of 24-16',
  ]);
  const mu = networks.map(({ network }) => network.outputs.mu);
  expect(mu.every((name) => name !== undefined)).toBe(true);
}, 60_000);

test('it can be called off, and keeps what was finished', async () => {
  const store = new MemoryStore();
  const abort = new AbortController();
  const networks: string[] = [];
  const io = { store, signal: abort.signal, onProgress: () => {} };
  const all = async () => {
    for await (const { name } of makeNetworks(ground, io)) {
      networks.push(name);
      abort.abort(new Error('enough'));
    }
  };
  await expect(all()).rejects.toThrow('enough');
  expect(networks).toEqual(['quantized']);
  expect(store.names).toEqual(['networks/a/quantized.onnx']);
});

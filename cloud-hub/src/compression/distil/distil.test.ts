import type { Network } from '@lookout/shared/onnx/network';
import { Random } from '@lookout/shared/simulator/random';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conv1dNetwork, denseNetwork, normalWindows } from '../network/networks.fixture.ts';
import { mapChannels } from '../prune/channel-map.ts';
import { workPerWindow } from '../prune/multiply-accumulates.ts';
import { prune } from '../prune/prune.ts';
import { distil, type Lesson, lessonOf } from './distil.ts';
import { Teacher } from './teacher.ts';

describe.each([
  ['dense', denseNetwork()],
  ['conv1d', conv1dNetwork()],
] as const)('a pruned %s student', (_, network) => {
  const windows = normalWindows(network, 256);
  const held = normalWindows(network, 64);
  let teacher: Teacher;
  let lesson: Lesson;
  let student: Network;
  beforeAll(async () => {
    teacher = await Teacher.open(network, null);
    lesson = await lessonOf(teacher, held, null);
    const work = 0.4 * workPerWindow(network, mapChannels(network));
    const options = { work, leastShare: 1 / 8, leastChannels: 4 };
    const pruned = await prune(network, held, {
      ...options,
      importance: 'effect',
      errorScale: null,
    });
    student = pruned.network;
  });
  afterAll(() => teacher[Symbol.asyncDispose]());

  const gap = async (other: Network, name: string) => {
    await using own = await Teacher.open(other, null);
    const [a, b] = [(await own.scores(held)).get(name), (await teacher.scores(held)).get(name)];
    if (!a || !b) throw new Error(`no score ${name}`);
    return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0);
  };
  const taught = (learn: 'everything' | 'reconstruction') =>
    distil({
      teacher,
      student,
      windows,
      steps: 150,
      lesson,
      learn,
      batch: 16,
      random: new Random(1),
    });

  test('says what its teacher says, of windows that it was not taught on', async () => {
    const losses: number[] = [];
    const request = {
      teacher,
      student,
      windows,
      steps: 150,
      lesson,
      batch: 16,
      random: new Random(1),
    };
    const learned = await distil(request, (_step, loss) => losses.push(loss));
    expect(losses).toHaveLength(15);
    expect(losses.at(-1)).toBeLessThan(0.9 * (losses[0] ?? 0));
    expect(await gap(learned, 'kl')).toBeLessThan(0.9 * (await gap(student, 'kl')));
  });

  test('that learns the reconstruction alone is further off in its latent', async () => {
    const [everything, reconstruction] = [
      await taught('everything'),
      await taught('reconstruction'),
    ];
    expect(await gap(everything, 'kl')).toBeLessThan(await gap(reconstruction, 'kl'));
  });

  test('can be called off', async () => {
    const request = {
      teacher,
      student,
      windows,
      steps: 150,
      lesson,
      batch: 16,
      random: new Random(1),
    };
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(distil(request, undefined, signal)).rejects.toThrow('enough');
  });
});

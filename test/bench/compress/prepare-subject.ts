import { trainBundle } from '../../../cloud-hub/dist/compression/bundle/train-bundle.js';
import { type Lesson, lessonOf } from '../../../cloud-hub/dist/compression/distil/distil.js';
import { Teacher } from '../../../cloud-hub/dist/compression/distil/teacher.js';
import { assembleVariant } from '../../../cloud-hub/dist/compression/pipeline/assemble-variant.js';
import { type Base, openBase } from '../../../cloud-hub/dist/compression/pipeline/base.js';
import type { Group } from '../detection/groups.ts';
import { longGroups, type Subject, windowLength } from './subjects.ts';

/** A trained detector taken apart, with its network as the teacher. */
export interface Prepared {
  readonly group: Group;
  readonly base: Base;
  readonly teacher: Teacher;
  readonly lesson: Lesson;
  readonly errorScale: Float32Array;
}

/** Share of normal windows that may lie above the level. */
export const statedRate = 0.01;

/** Trains as `lookout train` does and takes apart as `lookout compress` does. */
export async function prepareSubject({ data, kind, seed, group }: Subject): Promise<Prepared> {
  const own = (await longGroups(data))[group];
  if (!own) throw new RangeError(`no group ${group} of ${data}`);
  const channels = own.train[0]?.channels ?? 0;
  const files = await trainBundle({
    name: `${data} ${kind}`,
    recordings: own.train,
    channels: Array.from({ length: channels }, (_, i) => ({ name: `c${i + 1}`, unit: null })),
    periodMs: own.periodMs,
    windowLength,
    architecture: kind,
    seed,
    falseAlarmRate: statedRate,
    data: [],
    createdAt: 1_700_000_000_000,
  });
  const base = openBase(files, own.train);
  const { fitted } = await assembleVariant(base, base.network, statedRate);
  const errorScale = Float32Array.from(fitted.network?.errorScale ?? []);
  const teacher = await Teacher.open(base.network, errorScale);
  const lesson = await lessonOf(teacher, base.laterWindows, errorScale);
  return { group: own, base, teacher, lesson, errorScale };
}

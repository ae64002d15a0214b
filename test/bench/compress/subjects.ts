import type { Recording } from '@lookout/shared/detector/recording';
import type { VaeArchitecture } from '@lookout/shared/onnx/vae';
import { chooseTrainingRows } from '../../../cloud-hub/dist/compression/bundle/training-rows.js';
import { type DataName, developmentGroups, type Group } from '../detection/groups.ts';

export const windowLength = 64;

/** A network that is compressed: trained on one group of recordings, judged on its test files. */
export interface Subject {
  readonly data: DataName;
  readonly kind: VaeArchitecture['kind'];
  readonly seed: number;
  /** Among those whose recordings are long enough, in the order of the protocol. */
  readonly group: number;
}

const seeds = [1, 2, 3, 4, 5];
const kinds = ['dense', 'conv1d'] as const;
const datas = ['SKAB', 'TEP'] as const;

/** Groups of the development protocol that hold enough rows for windows of 64. */
export async function longGroups(data: DataName): Promise<Group[]> {
  const groups = await developmentGroups();
  return groups.filter((group) => group.data === data && isLongEnough(group.train));
}

function isLongEnough(train: readonly Recording[]): boolean {
  try {
    chooseTrainingRows(train, windowLength);
    return true;
  } catch {
    return false;
  }
}

/** Every seed is trained on another group where there are several. */
export async function subjects(quick: boolean): Promise<Subject[]> {
  const found: Subject[] = [];
  for (const data of datas) {
    const groups = (await longGroups(data)).length;
    if (groups === 0) continue;
    for (const kind of kinds)
      for (const seed of quick ? seeds.slice(0, 1) : seeds)
        found.push({ data, kind, seed, group: (seed - 1) % groups });
  }
  return found;
}

/** Which recordings are judged, and which are too short. */
export async function groupTable(): Promise<object[]> {
  const groups = (await developmentGroups()).filter(({ data }) =>
    datas.some((one) => one === data),
  );
  return groups.map(({ data, train, tests }) => ({
    data,
    'rows learned from': train.reduce((sum, { rows }) => sum + rows, 0),
    'judged on': tests.map(({ name }) => name).join(', '),
    used: isLongEnough(train) ? 'yes' : 'no: its last quarter gives fewer than 50 windows',
  }));
}

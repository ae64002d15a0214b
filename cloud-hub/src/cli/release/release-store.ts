import { type RolloutsBesideHub, rolloutsBesideHub } from '../../rollout/rollouts-beside-hub.ts';
import { besideHub } from '../beside-hub.ts';

/** The registry of the hub's database, whether the hub runs or not; what uses a release is looked up with it. */
export const onRegistry = <T>(work: (rooms: RolloutsBesideHub) => Promise<T>): Promise<T> =>
  besideHub((database, config) => work(rolloutsBesideHub(database, config)));

export const by = 'command line';

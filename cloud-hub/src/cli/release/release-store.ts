import { type RegistryBesideHub, registryBesideHub } from '../../model/registry-beside-hub.ts';
import { besideHub } from '../beside-hub.ts';

/** The registry of the hub's database, whether the hub runs or not. */
export const onRegistry = <T>(work: (rooms: RegistryBesideHub) => Promise<T>): Promise<T> =>
  besideHub((database, config) => work(registryBesideHub(database, config)));

export const by = 'command line';

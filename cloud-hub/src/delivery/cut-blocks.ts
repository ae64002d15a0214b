import { type BlocksRequest, maxUnitsPerRequest } from '@lookout/shared/protocol/blocks';

/** Units `index` to `index + units - 1` of a file. */
export interface Cut {
  readonly index: number;
  readonly units: number;
}

/**
 * What of a file answers a request. Blocks end at multiples of the block size, so that all devices of a
 * rollout are sent the same few, which are packed once. Of a request for too much only the first part is cut:
 * the device asks again for the rest.
 * @param unitCount of the file
 */
export function cutBlocks(
  { missing, unitsPerBlock }: Pick<BlocksRequest, 'missing' | 'unitsPerBlock'>,
  unitCount: number,
): Cut[] {
  const cuts: Cut[] = [];
  let left = maxUnitsPerRequest;
  for (const [from, to] of missing) {
    const end = Math.min(to + 1, unitCount);
    for (let index = from; index < end && left > 0; ) {
      const boundary = (Math.floor(index / unitsPerBlock) + 1) * unitsPerBlock;
      const units = Math.min(boundary, end, index + left) - index;
      cuts.push({ index, units });
      index += units;
      left -= units;
    }
  }
  return cuts;
}

/** 32-bit FNV-1a with a final mix (murmur3): near names give far numbers. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

interface Spread {
  readonly device: string;
  readonly stream: string;
  readonly online: boolean;
  readonly lastSeenAt: number | null;
}

/** Those that are there first, then those away, then those never seen. */
export const presenceRank = ({
  online,
  lastSeenAt,
}: Pick<Spread, 'online' | 'lastSeenAt'>): number => (online ? 0 : lastSeenAt === null ? 2 : 1);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The order in which waves take their members: the same for the same rollout, another for the next one, so that
 * it is not always the same device that goes first. A device's streams stay together.
 */
export function spread<T extends Spread>(items: readonly T[], rollout: string): T[] {
  const keyed = items.map((item) => ({
    item,
    rank: presenceRank(item),
    hash: hash32(`${rollout}/${item.device}`),
  }));
  keyed.sort(
    (a, b) =>
      a.rank - b.rank ||
      a.hash - b.hash ||
      byText(a.item.device, b.item.device) ||
      byText(a.item.stream, b.item.stream),
  );
  return keyed.map(({ item }) => item);
}

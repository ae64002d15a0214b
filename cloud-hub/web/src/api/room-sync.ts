import type { RoomPosition, RoomUpdate } from '@lookout/shared/protocol/live';

export type Step = 'apply' | 'ignore' | 'refetch';

/** A position, with or without what changed on the way to it. */
export type MaybeUpdate = RoomPosition & Partial<RoomUpdate>;

/** What an update means to someone who holds the room at `held` (protocol.md, "The browser"). */
export function nextStep(held: RoomPosition, update: MaybeUpdate): Step {
  if (update.epoch !== held.epoch) return 'refetch';
  if (update.revision <= held.revision) return 'ignore';
  return update.revision === held.revision + 1 && hasContent(update) ? 'apply' : 'refetch';
}

/** What an update without content carries, too. */
const place: ReadonlySet<string> = new Set(['epoch', 'revision', 'room', 'at']);

/** Without content it only says where the room stands, as the hub tells a client that it passed over. */
const hasContent = (update: MaybeUpdate): boolean =>
  Object.entries(update).some(([name, part]) => !place.has(name) && part !== undefined);

/** True when a snapshot holds everything that happened before the room was joined. */
export function covers(snapshot: RoomPosition, joined: RoomPosition): boolean {
  return snapshot.epoch === joined.epoch && snapshot.revision >= joined.revision;
}

/**
 * Keeps one REST snapshot in step with one room. Updates that arrive while a snapshot is under way wait,
 * and are applied on top of it; every way in which something may have been missed ends in `refetch`.
 */
export class RoomSync<Snapshot extends RoomPosition> {
  #joined: RoomPosition | null = null;
  #waiting: RoomUpdate[] = [];

  constructor(private readonly apply: (snapshot: Snapshot, update: RoomUpdate) => Snapshot) {}

  /** The socket is in the room from `position` on. */
  joined(position: RoomPosition, held: Snapshot | undefined): 'ok' | 'refetch' {
    this.#joined = position;
    return held === undefined || covers(held, position) ? 'ok' : 'refetch';
  }

  /** The socket is gone; what was waiting has a hole behind it. */
  lost(): void {
    this.#joined = null;
    this.#waiting = [];
  }

  received(
    update: RoomUpdate,
    held: Snapshot | undefined,
    fetching: boolean,
  ): Snapshot | 'ignore' | 'refetch' {
    this.#waiting.push(update);
    if (fetching || held === undefined) return 'ignore';
    const { snapshot, hole } = this.#drain(held);
    if (hole) return 'refetch';
    return snapshot === held ? 'ignore' : snapshot;
  }

  /** `behind`: the snapshot is older than the socket's view, or a hole follows it: fetch again. */
  fetched(fresh: Snapshot): { snapshot: Snapshot; behind: boolean } {
    const { snapshot, hole } = this.#drain(fresh);
    const behind = hole || (this.#joined !== null && !covers(snapshot, this.#joined));
    return { snapshot, behind };
  }

  #drain(held: Snapshot): { snapshot: Snapshot; hole: boolean } {
    const waiting = this.#waiting;
    this.#waiting = [];
    let snapshot = held;
    for (const update of waiting) {
      const step = nextStep(snapshot, update);
      if (step === 'refetch') return { snapshot, hole: true };
      if (step === 'ignore') continue;
      const { epoch, revision } = update;
      snapshot = { ...this.apply(snapshot, update), epoch, revision };
    }
    return { snapshot, hole: false };
  }
}

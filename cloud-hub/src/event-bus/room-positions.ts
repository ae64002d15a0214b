import type { RoomName, RoomPosition } from '@lookout/shared/protocol/live';
import { Injectable } from '@nestjs/common';

/**
 * Where every live room stands. Snapshots carry the position that they belong to: it is read BEFORE the
 * snapshot's query, so that the snapshot holds all that the room was told up to there, and maybe more. Only
 * the live room advances.
 */
@Injectable()
export class RoomPositions {
  private readonly revisions = new Map<RoomName, number>();

  /** `epoch` is another one for every start of a hub. */
  constructor(private readonly epoch: string) {}

  of(room: RoomName): RoomPosition {
    return { epoch: this.epoch, revision: this.revisions.get(room) ?? 0 };
  }

  advance(room: RoomName): RoomPosition {
    const revision = (this.revisions.get(room) ?? 0) + 1;
    this.revisions.set(room, revision);
    return { epoch: this.epoch, revision };
  }
}

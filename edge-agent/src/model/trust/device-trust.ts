import { readPublicKey, type VerifyingKey } from '@lookout/shared/bundle/signature';
import type { ReleaseWish, SignedDocument } from '@lookout/shared/protocol/signed';
import { checkWish } from './check-wish.ts';
import { followKeyLists } from './follow-key-lists.ts';
import { type DeviceTime, judgedTime, raisedFloor } from './judged-time.ts';
import { readTrust, writeTrust } from './trust-file.ts';
import { emptyState, type TrustState } from './trust-state.ts';
import type { StreamContext, Trust, Verdict } from './verdict.ts';

export interface DeviceTrustOptions {
  readonly dataDir: string;
  readonly device: string;
  /** Base64 of the SPKI DER, as the configuration gives them. */
  readonly rootKeys: readonly string[];
  readonly time: () => DeviceTime;
  readonly warn: (message: string) => void;
}

/** What this device believes, in `trust.json`, so that neither a restart nor a wrong clock turns it back. */
export class DeviceTrust implements Trust {
  private readonly roots: readonly VerifyingKey[];
  private state: TrustState;

  constructor(private readonly options: DeviceTrustOptions) {
    this.roots = options.rootKeys.map(readPublicKey);
    const ids = this.roots.map(({ id }) => id).toSorted();
    const { dataDir, warn } = options;
    const stored = readTrust(dataDir, options.time().nowMs, warn) ?? emptyState(ids);
    const sameRoots = stored.roots.join() === ids.join();
    // Other roots in the configuration are a new beginning for keys, not for what was taken.
    this.state = sameRoots ? stored : { ...stored, roots: ids, keys: null };
  }

  hear(keyLists: readonly SignedDocument[]): void {
    const { keys, refused } = followKeyLists(this.state.keys, this.roots, keyLists);
    if (refused !== null) this.options.warn(`a key list is not followed: ${refused.text}`);
    if (keys !== null && keys !== this.state.keys) this.save({ keys }, keys.createdAt);
  }

  judge(wish: ReleaseWish, context: StreamContext): Verdict {
    const { device, time } = this.options;
    const { keys, floor, streams } = this.state;
    const verdict = checkWish(wish, {
      ...context,
      ...{ device, keys, hasRoots: this.roots.length > 0 },
      timeMs: judgedTime(time(), floor),
      taken: streams[context.stream] ?? null,
    });
    const { assignment, assignmentId } = 'believed' in verdict ? verdict.believed : verdict.refused;
    // Also one that does not fit: what came before it is older all the same.
    if (assignment !== null && streams[context.stream]?.id !== assignmentId) {
      const taken = { sequence: assignment.sequence, id: assignmentId };
      this.save({ streams: { ...streams, [context.stream]: taken } }, assignment.issuedAt);
    }
    return verdict;
  }

  /** A disk that takes no writes must not end the agent: what was believed holds until it stops. */
  private save(change: Partial<TrustState>, statedMs: number): void {
    const { dataDir, time, warn } = this.options;
    const floor = raisedFloor(this.state.floor, statedMs, time());
    this.state = { ...this.state, ...change, floor };
    try {
      writeTrust(dataDir, this.state);
    } catch (error) {
      warn(
        `what this device trusts cannot be saved: ${error instanceof Error ? error.message : error}`,
      );
    }
  }
}

import { Injectable } from '@nestjs/common';
import { AssignedReleasesRepository } from './assigned-releases.repository.ts';

/** What devices are told to run, for the room that sends them the files. */
@Injectable()
export class AssignedReleases {
  constructor(private readonly repository: AssignedReleasesRepository) {}

  /** Ids of the releases that stand in the device's `desired`. */
  of(device: string): Promise<readonly string[]> {
    return this.repository.releasesOf(device);
  }
}

import { Injectable } from '@nestjs/common';

/** Says what needs a data set now, in words such as `the job "pump"`; null: nothing. */
export type DatasetUse = (id: string) => Promise<string | null>;

/** Rooms that work with data sets tell here what they need them for: such a data set cannot be deleted. */
@Injectable()
export class DatasetUses {
  private readonly uses: DatasetUse[] = [];

  add(use: DatasetUse): void {
    this.uses.push(use);
  }

  async find(id: string): Promise<string | null> {
    for (const use of this.uses) {
      const found = await use(id);
      if (found !== null) return found;
    }
    return null;
  }
}

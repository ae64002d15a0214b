import { randomUUID } from 'node:crypto';
import { defaultSplit } from '@lookout/shared/protocol/datasets';
import { TableError } from '@lookout/shared/table/table-error';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import type { Transaction } from '../../database/transaction.ts';
import { checkRows } from '../check-rows.ts';
import { DatasetRepository } from '../dataset.repository.ts';
import { CaptureRepository, type CaptureRow } from './capture.repository.ts';
import { recordingOfBlocks } from './captured-rows.ts';

/** Makes a data set of a capture whose chunks have all come. */
@Injectable()
export class CaptureAssembler {
  constructor(
    private readonly captures: CaptureRepository,
    private readonly datasets: DatasetRepository,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** All of it in one transaction: a hub that dies in the middle leaves the chunks for another attempt. */
  async finish(id: string): Promise<void> {
    await this.captures.transaction(async (tx) => {
      const row = await this.captures.lock(tx, id);
      if (row === null) return;
      const at = this.now();
      try {
        const dataset = await this.assemble(tx, row);
        await this.captures.end(tx, id, 'complete', { detail: null, dataset, at });
      } catch (error) {
        if (!(error instanceof TableError)) throw error;
        await this.captures.end(tx, id, 'failed', { detail: error.message, at });
      }
    });
  }

  /** @throws TableError where there are too few rows, or too many */
  private async assemble(tx: Transaction, row: CaptureRow): Promise<string> {
    const { device, stream, periodMs, fromAt, toAt, note, createdBy } = row;
    const channels = row.channels ?? [];
    if (periodMs === null) throw new TableError('tooFew', 'no rows have come');
    const stretch = { device, stream, fromAt, toAt, periodMs, channels: channels.length };
    const bodies = await this.captures.bodies(tx, row.id);
    const { recording, warnings } = recordingOfBlocks(stretch, bodies);
    const rows = { recordings: [recording], channels, periodMs };
    const id = randomUUID();
    await this.datasets.addIn(
      tx,
      {
        ...{ id, note, createdBy, channels, periodMs, split: defaultSplit, createdAt: this.now() },
        name: await this.datasets.freeName(tx, row.name),
        source: { kind: 'capture', device, stream },
        warnings: [...warnings, ...checkRows(rows)],
      },
      [recording],
    );
    return id;
  }
}

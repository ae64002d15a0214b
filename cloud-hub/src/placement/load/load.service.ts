import type { LoadQuery, LoadSeries } from '@lookout/shared/protocol/placements';
import { Injectable } from '@nestjs/common';
import { Problem } from '../../http/problem.ts';
import { LoadRepository } from './load.repository.ts';
import { toLoadSeries } from './load-series.ts';

const mostMs = 31 * 86_400_000;

@Injectable()
export class LoadService {
  constructor(private readonly samples: LoadRepository) {}

  /** Both ends included. @throws Problem 400 badRequest */
  async series(device: string, query: LoadQuery): Promise<LoadSeries> {
    const { from, to } = query;
    if (from > to) throw new Problem(400, 'badRequest', 'from must not be later than to.');
    if (to - from > mostMs)
      throw new Problem(400, 'badRequest', 'Ask for 31 days at most.', 'Choose a later from.');
    const [columns = null] = await this.samples.columnsOf([device], from, to);
    return toLoadSeries(device, query, columns);
  }
}

import { Name } from '@lookout/shared/protocol/names';
import { Series, SeriesQuery } from '@lookout/shared/protocol/rest';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Problem } from '../http/problem.ts';
import { SeriesService } from './series.service.ts';

@ApiTags('scores')
@Controller('api/devices')
export class ScoreController {
  constructor(private readonly series: SeriesService) {}

  @Get(':device/streams/:stream/series')
  @ApiOkResponse({
    description:
      'Scores, thresholds and channels of one stream; minimum and maximum where there are many.',
    standardSchema: Series,
  })
  read(
    @Param('device', { schema: Name }) device: string,
    @Param('stream', { schema: Name }) stream: string,
    @Query({ schema: SeriesQuery }) query: SeriesQuery,
  ): Promise<Series> {
    if (query.from > query.to)
      throw new Problem(400, 'badRequest', 'from must not be later than to.');
    return this.series.read({ device, stream }, query);
  }
}

import { Name } from '@lookout/shared/protocol/names';
import { LoadQuery, LoadSeries } from '@lookout/shared/protocol/placements';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { LoadService } from './load.service.ts';

/** Under the device, not under its placement: a stream may be called `load` too. */
@ApiTags('placement')
@Controller('api/devices/:device')
export class LoadController {
  constructor(private readonly loads: LoadService) {}

  @Get('load')
  @ApiOkResponse({
    description: 'Load of a device over time: mean, minimum and maximum of each bucket.',
    standardSchema: LoadSeries,
  })
  load(
    @Param('device', { schema: Name }) device: string,
    @Query({ schema: LoadQuery }) query: LoadQuery,
  ): Promise<LoadSeries> {
    return this.loads.series(device, query);
  }
}

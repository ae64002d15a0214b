import { Name } from '@lookout/shared/protocol/names';
import { DeviceDetail, DeviceSummary, Overview } from '@lookout/shared/protocol/rest';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CLOCK, type Clock } from '../config/clock.ts';
import { RoomPositions } from '../event-bus/room-positions.ts';
import { FleetService } from './fleet.service.ts';

@ApiTags('fleet')
@Controller('api')
export class FleetController {
  constructor(
    private readonly fleet: FleetService,
    private readonly positions: RoomPositions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('overview')
  @ApiOkResponse({
    description: 'Every watched asset, with the position of the room `overview`.',
    standardSchema: Overview,
  })
  async overview(): Promise<Overview> {
    const position = this.positions.of('overview');
    return { ...position, at: this.clock(), assets: await this.fleet.assets() };
  }

  @Get('devices')
  @ApiOkResponse({
    description: 'All devices, revoked ones too.',
    standardSchema: z.array(DeviceSummary),
  })
  devices(): Promise<DeviceSummary[]> {
    return this.fleet.devices();
  }

  @Get('devices/:id')
  @ApiOkResponse({
    description: 'One device, with the position of its room.',
    standardSchema: DeviceDetail,
  })
  async device(@Param('id', { schema: Name }) id: string): Promise<DeviceDetail> {
    const position = this.positions.of(`device:${id}`);
    return { ...position, ...(await this.fleet.detail(id)) };
  }
}

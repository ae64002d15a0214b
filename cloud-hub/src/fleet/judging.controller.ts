import {
  AdaptationPage,
  AdaptationQuery,
  ResetRequest,
} from '@lookout/shared/protocol/adaptations';
import { Name } from '@lookout/shared/protocol/names';
import { CommandState } from '@lookout/shared/protocol/rest';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type CurrentUser, MinRole, User } from '../auth/current-user.ts';
import { RoomPositions } from '../event-bus/room-positions.ts';
import { JudgingService } from './judging.service.ts';

@ApiTags('devices')
@Controller('api/devices/:device/streams/:stream')
export class JudgingController {
  constructor(
    private readonly judging: JudgingService,
    private readonly positions: RoomPositions,
  ) {}

  @Get('adaptations')
  @ApiOkResponse({
    description:
      "What moved the judge of this stream, the newest first, with the position of the device's room.",
    standardSchema: AdaptationPage,
  })
  async list(
    @Param('device', { schema: Name }) device: string,
    @Param('stream', { schema: Name }) stream: string,
    @Query({ schema: AdaptationQuery }) query: AdaptationQuery,
  ): Promise<AdaptationPage> {
    const position = this.positions.of(`device:${device}`);
    return { ...position, ...(await this.judging.list({ device, stream }, query)) };
  }

  @Post('acknowledge-and-reset')
  @MinRole('operator')
  @ApiCreatedResponse({
    description:
      'Asked of the device, which clears what stands and judges anew. Standing anomalies are acknowledged.',
    standardSchema: CommandState,
  })
  reset(
    @Param('device', { schema: Name }) device: string,
    @Param('stream', { schema: Name }) stream: string,
    @Body({ schema: ResetRequest }) { mode }: ResetRequest,
    @User() user: CurrentUser,
  ): Promise<CommandState> {
    return this.judging.reset({ device, stream }, mode, user.name);
  }
}

import { Readable } from 'node:stream';
import { Name } from '@lookout/shared/protocol/names';
import {
  PlacementDetail,
  PlacementMap,
  SwitchQuery,
  SwitchRate,
  TraceQuery,
  WhatIfReport,
  WhatIfRequest,
} from '@lookout/shared/protocol/placements';
import { CommandState } from '@lookout/shared/protocol/rest';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type CurrentUser, MinRole, User } from '../auth/current-user.ts';
import { CLOCK, type Clock } from '../config/clock.ts';
import { CommandsService } from '../device/commands.service.ts';
import { RoomPositions } from '../event-bus/room-positions.ts';
import { PlacementService } from './placement.service.ts';
import { TraceService } from './what-if/trace.service.ts';
import { WhatIfService } from './what-if/what-if.service.ts';

const room = 'placement';

@ApiTags('placement')
@Controller('api/placement')
export class PlacementController {
  constructor(
    private readonly placements: PlacementService,
    private readonly whatIf: WhatIfService,
    private readonly traces: TraceService,
    private readonly commands: CommandsService,
    private readonly positions: RoomPositions,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  @Get()
  @ApiOkResponse({
    description:
      'Which variant every stream runs, where, and why; with the position of the room `placement`.',
    standardSchema: PlacementMap,
  })
  async map(): Promise<PlacementMap> {
    const position = this.positions.of(room);
    return { ...position, at: this.now(), entries: await this.placements.entries() };
  }

  @Get('switches')
  @ApiOkResponse({
    description: 'Switches of the fleet by the hour, as devices told them.',
    standardSchema: SwitchRate,
  })
  switches(@Query({ schema: SwitchQuery }) { from, to }: SwitchQuery): Promise<SwitchRate> {
    return this.placements.switchRate(from, to);
  }

  @Post('what-if')
  @HttpCode(200)
  @MinRole('operator')
  @ApiOkResponse({
    description:
      'What this policy would have chosen over the stored load, against what ran. Nothing is changed. Of many streams some are drawn evenly.',
    standardSchema: WhatIfReport,
  })
  ask(@Body({ schema: WhatIfRequest }) request: WhatIfRequest): Promise<WhatIfReport> {
    return this.whatIf.ask(request);
  }

  @Get(':device/:stream')
  @ApiOkResponse({
    description:
      'Profiles, predictions, choices, switches and policies of one stream; with the position of the room `placement`.',
    standardSchema: PlacementDetail,
  })
  async detail(
    @Param('device', { schema: Name }) device: string,
    @Param('stream', { schema: Name }) stream: string,
  ): Promise<PlacementDetail> {
    const position = this.positions.of(room);
    return { ...position, ...(await this.placements.detail(device, stream)) };
  }

  @Get(':device/:stream/trace')
  @ApiOkResponse({
    description:
      'Stored load with the profiles that were in force, JSON lines: a trace for `lookout simulate placement`.',
    content: { 'application/jsonl': {} },
  })
  async trace(
    @Param('device', { schema: Name }) device: string,
    @Param('stream', { schema: Name }) stream: string,
    @Query({ schema: TraceQuery }) { hours }: TraceQuery,
  ): Promise<StreamableFile> {
    const { lines } = await this.traces.of(device, stream, hours);
    return new StreamableFile(Readable.from(lines), {
      type: 'application/jsonl; charset=utf-8',
      disposition: `attachment; filename="${device}-${stream}-load.jsonl"`,
    });
  }

  @Post(':device/:stream/profile')
  @MinRole('operator')
  @ApiCreatedResponse({
    description:
      'The device is asked to measure the variants of the stream anew, as soon as it is idle; the answer is the command, its result comes with the commands of the device.',
    standardSchema: CommandState,
  })
  async profile(
    @Param('device', { schema: Name }) device: string,
    @Param('stream', { schema: Name }) stream: string,
    @User() user: CurrentUser,
  ): Promise<CommandState> {
    await this.placements.requirePlaced(device, stream);
    return this.commands.send(device, { type: 'profile', stream }, user.name);
  }
}

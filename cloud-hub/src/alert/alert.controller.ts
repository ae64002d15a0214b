import {
  AcknowledgeRequest,
  Alert,
  AlertDetail,
  AlertPage,
  AlertQuery,
  BulkAcknowledgeRequest,
  BulkAcknowledgeResult,
  ShelveRequest,
} from '@lookout/shared/protocol/rest';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type CurrentUser, MinRole, User } from '../auth/current-user.ts';
import { RoomPositions } from '../event-bus/room-positions.ts';
import { AlertService } from './alert.service.ts';

const Id = z.uuid();

@ApiTags('alerts')
@Controller('api/alerts')
export class AlertController {
  constructor(
    private readonly alerts: AlertService,
    private readonly positions: RoomPositions,
  ) {}

  @Get()
  @ApiOkResponse({
    description: 'One page, with the position of the room `alerts` that it belongs to.',
    standardSchema: AlertPage,
  })
  async list(@Query({ schema: AlertQuery }) query: AlertQuery): Promise<AlertPage> {
    const position = this.positions.of('alerts');
    return { ...position, ...(await this.alerts.list(query)) };
  }

  @Post('acknowledge')
  @HttpCode(200)
  @MinRole('operator')
  @ApiOkResponse({
    description: 'All of them, also those acknowledged before.',
    standardSchema: BulkAcknowledgeResult,
  })
  async acknowledgeMany(
    @Body({ schema: BulkAcknowledgeRequest }) { ids, note }: BulkAcknowledgeRequest,
    @User() user: CurrentUser,
  ): Promise<BulkAcknowledgeResult> {
    return { alerts: await this.alerts.acknowledgeMany(ids, user.name, note ?? null) };
  }

  @Get(':id')
  @ApiOkResponse({ description: 'The alert and its history.', standardSchema: AlertDetail })
  detail(@Param('id', { schema: Id }) id: string): Promise<AlertDetail> {
    return this.alerts.detail(id);
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @MinRole('operator')
  @ApiOkResponse({ description: 'Twice is once: the first user stays.', standardSchema: Alert })
  acknowledge(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AcknowledgeRequest }) { note }: AcknowledgeRequest,
    @User() user: CurrentUser,
  ): Promise<Alert> {
    return this.alerts.acknowledge(id, user.name, note ?? null);
  }

  @Post(':id/shelve')
  @HttpCode(200)
  @MinRole('operator')
  @ApiOkResponse({
    description: "Covers the asset's further alerts of the same kind until the time runs out.",
    standardSchema: Alert,
  })
  shelve(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ShelveRequest }) request: ShelveRequest,
    @User() user: CurrentUser,
  ): Promise<Alert> {
    return this.alerts.shelve(id, user.name, request);
  }

  @Post(':id/unshelve')
  @HttpCode(200)
  @MinRole('operator')
  @ApiOkResponse({ standardSchema: Alert })
  unshelve(@Param('id', { schema: Id }) id: string, @User() user: CurrentUser): Promise<Alert> {
    return this.alerts.unshelve(id, user.name);
  }
}

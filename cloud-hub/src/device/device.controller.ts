import { Name } from '@lookout/shared/protocol/names';
import { DetectionPolicy } from '@lookout/shared/protocol/presence';
import {
  CommandState,
  DeviceCredential,
  DeviceLabels,
  DeviceSummary,
  NewCommand,
  NewDevice,
} from '@lookout/shared/protocol/rest';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type CurrentUser, MinRole, User } from '../auth/current-user.ts';
import { Problem } from '../http/problem.ts';
import { CommandsService } from './commands.service.ts';
import { DesiredService } from './desired.service.ts';
import { summaryOf } from './device-record.ts';
import { DeviceRegistry } from './device-registry.ts';

/**
 * What is done to devices. Reading them (`GET /api/devices`, `GET /api/devices/:id`) is the fleet room's:
 * it adds what the alert and ingest rooms know.
 */
@ApiTags('devices')
@Controller('api/devices')
export class DeviceController {
  constructor(
    private readonly registry: DeviceRegistry,
    private readonly commands: CommandsService,
    private readonly desired: DesiredService,
  ) {}

  @Post()
  @MinRole('admin')
  @ApiCreatedResponse({
    description: 'Enrolled. The secret is shown this once; only its hash is kept.',
    standardSchema: DeviceCredential,
  })
  enrol(@Body({ schema: NewDevice }) device: NewDevice): Promise<DeviceCredential> {
    return this.registry.enrol(device);
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @MinRole('admin')
  @ApiOkResponse({
    description: 'Its credential is void and its connection closed. It cannot be undone.',
    standardSchema: DeviceSummary,
  })
  async revoke(@Param('id', { schema: Name }) id: string): Promise<DeviceSummary> {
    return summaryOf(await this.registry.revoke(id), 0);
  }

  @Put(':id/labels')
  @MinRole('admin')
  @ApiOkResponse({
    description: 'These labels, and no others. Rollouts choose devices by them.',
    standardSchema: DeviceSummary,
  })
  async relabel(
    @Param('id', { schema: Name }) id: string,
    @Body({ schema: DeviceLabels }) labels: DeviceLabels,
  ): Promise<DeviceSummary> {
    return summaryOf(await this.registry.relabel(id, labels), 0);
  }

  @Get(':id/commands')
  @ApiOkResponse({
    description: 'The last hundred, the newest first.',
    standardSchema: z.array(CommandState),
  })
  listCommands(@Param('id', { schema: Name }) id: string): Promise<CommandState[]> {
    return this.commands.list(id);
  }

  @Post(':id/commands')
  @MinRole('operator')
  @ApiCreatedResponse({
    description: 'Sent, or waiting for the device until it expires.',
    standardSchema: CommandState,
  })
  sendCommand(
    @Param('id', { schema: Name }) id: string,
    @Body({ schema: NewCommand }) command: NewCommand,
    @User() user: CurrentUser,
  ): Promise<CommandState> {
    return this.commands.send(id, command, user.name);
  }

  @Put(':id/streams/:stream/policy')
  @HttpCode(204)
  @MinRole('admin')
  @ApiNoContentResponse({ description: 'Set; the device follows when it is connected.' })
  async setPolicy(
    @Param('id', { schema: Name }) id: string,
    @Param('stream', { schema: Name }) stream: string,
    @Body({ schema: DetectionPolicy }) policy: DetectionPolicy,
    @User() user: CurrentUser,
  ): Promise<void> {
    refuseCrossedLevels(policy);
    await this.registry.get(id);
    await this.desired.setPolicy(id, stream, policy, user.name);
  }

  @Delete(':id/streams/:stream/policy')
  @HttpCode(204)
  @MinRole('admin')
  @ApiNoContentResponse({ description: "The bundle's own values hold again." })
  async clearPolicy(
    @Param('id', { schema: Name }) id: string,
    @Param('stream', { schema: Name }) stream: string,
    @User() user: CurrentUser,
  ): Promise<void> {
    await this.registry.get(id);
    await this.desired.setPolicy(id, stream, null, user.name);
  }
}

function refuseCrossedLevels({ raiseLevel, clearLevel }: DetectionPolicy): void {
  if (raiseLevel === null || clearLevel === null || clearLevel <= raiseLevel) return;
  throw new Problem(
    400,
    'badRequest',
    'clearLevel must not be above raiseLevel.',
    'An alert that is raised must be able to stand before it clears.',
  );
}

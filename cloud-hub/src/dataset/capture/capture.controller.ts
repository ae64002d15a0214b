import { Capture, NewCapture } from '@lookout/shared/protocol/datasets';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type CurrentUser, MinRole, User } from '../../auth/current-user.ts';
import { CaptureService } from './capture.service.ts';

const Id = z.uuid();

@ApiTags('data sets')
@Controller('api/captures')
export class CaptureController {
  constructor(private readonly captures: CaptureService) {}

  @Get(':id')
  @ApiOkResponse({ standardSchema: Capture })
  get(@Param('id', { schema: Id }) id: string): Promise<Capture> {
    return this.captures.get(id);
  }

  @Post()
  @MinRole('operator')
  @ApiCreatedResponse({
    description: 'The device is asked, now or when it comes back; the result is a data set.',
    standardSchema: Capture,
  })
  request(
    @Body({ schema: NewCapture }) wanted: NewCapture,
    @User() user: CurrentUser,
  ): Promise<Capture> {
    return this.captures.request(wanted, user.name);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @MinRole('operator')
  @ApiOkResponse({ description: 'What has come of it is dropped.', standardSchema: Capture })
  cancel(@Param('id', { schema: Id }) id: string, @User() user: CurrentUser): Promise<Capture> {
    return this.captures.cancel(id, user.name);
  }
}

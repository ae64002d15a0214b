import { Readable } from 'node:stream';
import { Upload, UploadQuery } from '@lookout/shared/protocol/jobs';
import { Body, Controller, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { type CurrentUser, MinRole, User } from '../../auth/current-user.ts';
import { Problem } from '../../http/problem.ts';
import { UploadService } from './upload.service.ts';

@ApiTags('jobs')
@Controller('api/uploads')
export class UploadController {
  constructor(private readonly uploads: UploadService) {}

  @Post()
  @MinRole('admin')
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({
    description: 'Kept for a day, and for as long as a job names it.',
    standardSchema: Upload,
  })
  take(
    @Query({ schema: UploadQuery }) { name }: UploadQuery,
    @Body() body: unknown,
    @User() user: CurrentUser,
  ): Promise<Upload> {
    if (!(body instanceof Readable))
      throw new Problem(415, 'unsupportedMediaType', 'Send the bytes as application/octet-stream.');
    return this.uploads.take(name, body, user.name);
  }
}

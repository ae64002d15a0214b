import { Readable } from 'node:stream';
import { Sha256 } from '@lookout/shared/protocol/names';
import { RegisteredBundle } from '@lookout/shared/protocol/registry';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { type CurrentUser, MinRole, User } from '../auth/current-user.ts';
import { Problem } from '../http/problem.ts';
import { BundleService } from './bundle.service.ts';

@ApiTags('releases')
@Controller('api/bundles')
export class BundleController {
  constructor(private readonly bundles: BundleService) {}

  @Post()
  @MinRole('admin')
  @ApiConsumes('application/zip', 'application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({
    description: 'Verified and kept, once however often it is sent. At most 64 MiB.',
    standardSchema: RegisteredBundle,
  })
  register(@Body() body: unknown, @User() user: CurrentUser): Promise<RegisteredBundle> {
    if (!(body instanceof Readable))
      throw new Problem(
        415,
        'unsupportedMediaType',
        'Send the ZIP file of a bundle as application/zip.',
      );
    return this.bundles.upload(body, user.name);
  }

  @Get(':id/zip')
  @MinRole('admin')
  @ApiProduces('application/zip')
  @ApiOkResponse({ description: 'The four files of the bundle.' })
  async zip(@Param('id', { schema: Sha256 }) id: string): Promise<StreamableFile> {
    const { name, bytes } = await this.bundles.zip(id);
    return new StreamableFile(bytes, {
      type: 'application/zip',
      disposition: attachment(`${name}.zip`),
      length: bytes.length,
    });
  }

  @Delete(':id')
  @HttpCode(204)
  @MinRole('admin')
  @ApiNoContentResponse({ description: 'Deleted; refused while a release has it.' })
  remove(@Param('id', { schema: Sha256 }) id: string): Promise<void> {
    return this.bundles.remove(id);
  }
}

const attachment = (name: string): string =>
  `attachment; filename="${name.replace(/[^\w.-]+/g, '-')}"`;

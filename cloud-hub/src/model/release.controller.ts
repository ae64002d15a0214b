import { Sha256 } from '@lookout/shared/protocol/names';
import {
  ReleaseDraft,
  ReleaseList,
  ReleaseSummary,
  SignatureUpload,
} from '@lookout/shared/protocol/registry';
import { ReleaseDiff } from '@lookout/shared/protocol/release-diff';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { type CurrentUser, MinRole, User } from '../auth/current-user.ts';
import { RegistryService } from './registry.service.ts';

@ApiTags('releases')
@Controller('api/releases')
export class ReleaseController {
  constructor(private readonly registry: RegistryService) {}

  @Get()
  @ApiOkResponse({ description: 'The newest first.', standardSchema: ReleaseList })
  async list(): Promise<ReleaseList> {
    return { releases: await this.registry.list() };
  }

  @Post()
  @MinRole('admin')
  @ApiCreatedResponse({
    description: 'Its manifest is written and never changes; it waits for a signature.',
    standardSchema: ReleaseSummary,
  })
  create(
    @Body({ schema: ReleaseDraft }) draft: ReleaseDraft,
    @User() user: CurrentUser,
  ): Promise<ReleaseSummary> {
    return this.registry.create(draft, user.name);
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: ReleaseSummary })
  get(@Param('id', { schema: Sha256 }) id: string): Promise<ReleaseSummary> {
    return this.registry.get(id);
  }

  @Get(':a/diff/:b')
  @ApiOkResponse({ description: 'What b is, seen from a.', standardSchema: ReleaseDiff })
  diff(
    @Param('a', { schema: Sha256 }) a: string,
    @Param('b', { schema: Sha256 }) b: string,
  ): Promise<ReleaseDiff> {
    return this.registry.diff(a, b);
  }

  @Get(':id/manifest')
  @ApiProduces('application/json')
  @ApiOkResponse({ description: 'The bytes that are signed, for `lookout keys sign`.' })
  async manifest(@Param('id', { schema: Sha256 }) id: string): Promise<StreamableFile> {
    const { name, bytes } = await this.registry.manifest(id);
    return new StreamableFile(bytes, {
      type: 'application/json',
      disposition: `attachment; filename="${name.replace(/[^\w.-]+/g, '-')}.json"`,
      length: bytes.length,
    });
  }

  @Put(':id/signature')
  @MinRole('admin')
  @ApiOkResponse({
    description: 'Signed by a release key of the key list in force, over exactly these bytes.',
    standardSchema: ReleaseSummary,
  })
  sign(
    @Param('id', { schema: Sha256 }) id: string,
    @Body({ schema: SignatureUpload }) upload: SignatureUpload,
    @User() user: CurrentUser,
  ): Promise<ReleaseSummary> {
    return this.registry.sign(id, upload, user.name);
  }

  @Delete(':id')
  @HttpCode(204)
  @MinRole('admin')
  @ApiNoContentResponse({ description: 'Deleted; refused while a stream or a rollout needs it.' })
  remove(@Param('id', { schema: Sha256 }) id: string): Promise<void> {
    return this.registry.remove(id);
  }
}

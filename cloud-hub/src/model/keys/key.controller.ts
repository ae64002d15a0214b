import { KeyState } from '@lookout/shared/protocol/keys';
import { SignedDocument } from '@lookout/shared/protocol/signed';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type CurrentUser, MinRole, User } from '../../auth/current-user.ts';
import { KeyService } from './key.service.ts';

@ApiTags('releases')
@Controller('api/keys')
export class KeyController {
  constructor(private readonly keys: KeyService) {}

  @Get()
  @MinRole('admin')
  @ApiOkResponse({
    description: 'Whom devices believe, and whether this hub is among them. Public keys only.',
    standardSchema: KeyState,
  })
  get(): Promise<KeyState> {
    return this.keys.state();
  }

  @Put()
  @MinRole('admin')
  @ApiOkResponse({
    description: 'A newer list, signed by a root key of the list before. Devices follow at once.',
    standardSchema: KeyState,
  })
  publish(
    @Body({ schema: SignedDocument }) document: SignedDocument,
    @User() user: CurrentUser,
  ): Promise<KeyState> {
    return this.keys.publish(document, user.name);
  }
}

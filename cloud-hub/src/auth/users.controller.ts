import { NewUser, UserChange, User as UserShown } from '@lookout/shared/protocol/rest';
import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { MinRole } from './current-user.ts';
import { UsersService } from './users.service.ts';

@ApiTags('users')
@Controller('api/users')
@MinRole('admin')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @ApiOkResponse({ description: 'By name.', standardSchema: z.array(UserShown) })
  list(): Promise<UserShown[]> {
    return this.users.list();
  }

  @Post()
  @ApiCreatedResponse({ description: 'Added.', standardSchema: UserShown })
  add(@Body({ schema: NewUser }) user: NewUser): Promise<UserShown> {
    return this.users.add(user);
  }

  @Patch(':id')
  @ApiOkResponse({ description: 'As it is now.', standardSchema: UserShown })
  change(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: UserChange }) change: UserChange,
  ): Promise<UserShown> {
    return this.users.change(id, change);
  }
}

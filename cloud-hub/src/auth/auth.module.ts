import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthController } from './auth.controller.ts';
import { AuthGuard } from './auth.guard.ts';
import { LoginService } from './login.service.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { SessionsService } from './sessions.service.ts';
import { UsersController } from './users.controller.ts';
import { UsersRepository } from './users.repository.ts';
import { UsersService } from './users.service.ts';

@Global()
@Module({
  controllers: [AuthController, UsersController],
  providers: [
    UsersRepository,
    SessionsRepository,
    UsersService,
    SessionsService,
    LoginService,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [SessionsService, UsersService],
})
export class AuthModule {}

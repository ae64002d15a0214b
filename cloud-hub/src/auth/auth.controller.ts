import { LoginRequest, Me, PasswordChange } from '@lookout/shared/protocol/rest';
import { Body, Controller, Get, HttpCode, Ip, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.ts';
import { type CurrentUser, Public, User } from './current-user.ts';
import { LoginService } from './login.service.ts';
import { SessionsService } from './sessions.service.ts';

@ApiTags('session')
@Controller('api')
export class AuthController {
  constructor(
    private readonly logins: LoginService,
    private readonly sessions: SessionsService,
  ) {}

  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiOkResponse({ description: 'Signed in; the session is in a cookie.', standardSchema: Me })
  async login(
    @Body({ schema: LoginRequest }) request: LoginRequest,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const { me, setCookie } = await this.logins.login(request, address);
    reply.header('set-cookie', setCookie);
    return me;
  }

  @Public()
  @Post('logout')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Signed out; also when nobody was signed in.' })
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    reply.header('set-cookie', await this.sessions.close(request.headers.cookie));
  }

  @Get('me')
  @ApiOkResponse({ description: 'Who is signed in.', standardSchema: Me })
  me(@User() user: CurrentUser): Me {
    return user;
  }

  @Post('me/password')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Changed; the other sessions of this user are over.' })
  async changePassword(
    @User() user: CurrentUser,
    @Body({ schema: PasswordChange }) change: PasswordChange,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const session = await this.sessions.sessionFromCookie(request.headers.cookie);
    if (session === null) throw new Problem(401, 'notSignedIn', 'Sign in first.');
    await this.logins.changePassword(user, change, session);
  }
}

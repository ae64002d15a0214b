import type { Role } from '@lookout/shared/protocol/rest';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.ts';
import { type CurrentUser, mayActAs, publicKey, roleKey, userOf } from './current-user.ts';
import { SessionsService } from './sessions.service.ts';

/** Closed by default, for every route and every socket message: `@Public()` and `@MinRole()` say otherwise. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    if (context.getType() === 'http') await this.identify(context);
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicKey, places) === true)
      return true;
    const user = userOf(context);
    if (user === null) throw new Problem(401, 'notSignedIn', 'Sign in first.');
    const need = this.reflector.getAllAndOverride<Role | undefined>(roleKey, places) ?? 'viewer';
    if (!mayActAs(user.role, need))
      throw new Problem(403, 'roleTooLow', `This needs the role ${need}; you are ${user.role}.`);
    return true;
  }

  /** Sockets were identified at their handshake. */
  private async identify(context: ExecutionContext): Promise<void> {
    const request = context
      .switchToHttp()
      .getRequest<FastifyRequest & { user?: CurrentUser | null }>();
    const session = await this.sessions.sessionFromCookie(request.headers.cookie);
    request.user = session?.user ?? null;
  }
}

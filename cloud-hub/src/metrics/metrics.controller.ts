import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import { Public } from '../auth/current-user.ts';
import { SessionsService } from '../auth/sessions.service.ts';
import { isLoopback } from '../config/addresses.ts';
import { Problem } from '../http/problem.ts';

@ApiTags('operation')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly registry: Registry,
    private readonly sessions: SessionsService,
  ) {}

  /** For a scraper on this machine, which has no session; for others with one. */
  @Public()
  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOkResponse({ description: "Prometheus' text format." })
  async metrics(@Req() request: FastifyRequest): Promise<string> {
    if (!isDirectFromHere(request)) {
      const session = await this.sessions.sessionFromCookie(request.headers.cookie);
      if (session === null)
        throw new Problem(
          401,
          'notSignedIn',
          'Metrics are open to this machine; sign in elsewhere.',
        );
    }
    return this.registry.metrics();
  }
}

/** A proxy on this machine is on loopback too, but says for whom it asks. */
const isDirectFromHere = ({ socket, headers }: FastifyRequest): boolean =>
  isLoopback(socket.remoteAddress ?? '') &&
  headers['x-forwarded-for'] === undefined &&
  headers.forwarded === undefined;

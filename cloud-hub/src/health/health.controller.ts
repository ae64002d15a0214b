import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Public } from '../auth/current-user.ts';
import { type Health, HealthChecks } from './health-checks.ts';

const HealthShown = z.object({ ready: z.boolean(), checks: z.record(z.string(), z.string()) });

@ApiTags('operation')
@Controller('healthz')
export class HealthController {
  constructor(private readonly checks: HealthChecks) {}

  @Public()
  @Get()
  @ApiOkResponse({ description: 'Everything is ready.', standardSchema: HealthShown })
  @ApiServiceUnavailableResponse({
    description: 'Something is not; see which.',
    standardSchema: HealthShown,
  })
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await this.checks.run();
    reply.status(health.ready ? 200 : 503).header('cache-control', 'no-store');
    return health;
  }
}

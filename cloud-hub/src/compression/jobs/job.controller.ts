import { Job, JobDetail, JobOrder, JobPage, JobQuery } from '@lookout/shared/protocol/jobs';
import { RegisteredBundle } from '@lookout/shared/protocol/registry';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type CurrentUser, MinRole, User } from '../../auth/current-user.ts';
import { RoomPositions } from '../../event-bus/room-positions.ts';
import { artefactHeaders } from './artefact-headers.ts';
import { JobService } from './job.service.ts';
import { JobRegistration } from './job-registration.ts';

const Id = z.uuid();
/** A file of the result; what stages keep for themselves has a folder and is not handed out. */
const ArtefactName = z.string().regex(/^[\w.-]{1,100}$/, 'the name of a file of the job');

/** Which of the job's ZIP files. */
const Registration = z.object({ name: ArtefactName });

@ApiTags('jobs')
@Controller('api/jobs')
export class JobController {
  constructor(
    private readonly jobs: JobService,
    private readonly registration: JobRegistration,
    private readonly positions: RoomPositions,
  ) {}

  @Get()
  @ApiOkResponse({
    description: 'The newest first, with the position of the room `jobs` that they belong to.',
    standardSchema: JobPage,
  })
  async list(@Query({ schema: JobQuery }) query: JobQuery): Promise<JobPage> {
    const position = this.positions.of('jobs');
    return { ...position, kinds: this.jobs.kinds(), jobs: await this.jobs.list(query) };
  }

  @Post()
  @MinRole('admin')
  @ApiCreatedResponse({ description: 'It waits for a worker.', standardSchema: Job })
  create(@Body({ schema: JobOrder }) order: JobOrder, @User() user: CurrentUser): Promise<Job> {
    return this.jobs.create(order, user.name);
  }

  @Get(':id')
  @ApiOkResponse({
    description: 'With the position of the room `job:{id}` that it belongs to.',
    standardSchema: JobDetail,
  })
  async detail(@Param('id', { schema: Id }) id: string): Promise<JobDetail> {
    const position = this.positions.of(`job:${id}`);
    return { ...position, job: await this.jobs.job(id) };
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @MinRole('admin')
  @ApiOkResponse({
    description: 'Ended; its worker, if any, lets go within seconds. Twice is once.',
    standardSchema: Job,
  })
  cancel(@Param('id', { schema: Id }) id: string, @User() user: CurrentUser): Promise<Job> {
    return this.jobs.cancel(id, user.name);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @MinRole('admin')
  @ApiOkResponse({
    description: 'In line again; it goes on after its last finished stage.',
    standardSchema: Job,
  })
  retry(@Param('id', { schema: Id }) id: string): Promise<Job> {
    return this.jobs.retry(id);
  }

  @Post(':id/register')
  @MinRole('admin')
  @ApiCreatedResponse({
    description: 'In the registry, with what the job measured of it; twice is once.',
    standardSchema: RegisteredBundle,
  })
  register(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Registration }) { name }: z.infer<typeof Registration>,
    @User() user: CurrentUser,
  ): Promise<RegisteredBundle> {
    return this.registration.register(id, name, user.name);
  }

  @Get(':id/artefacts/:name')
  @ApiProduces('text/html', 'application/json', 'application/zip', 'application/octet-stream')
  @ApiOkResponse({ description: 'The file itself. A report may not run scripts or load anything.' })
  async artefact(
    @Param('id', { schema: Id }) id: string,
    @Param('name', { schema: ArtefactName }) name: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const bytes = await this.jobs.artefact(id, name);
    await reply.headers(artefactHeaders(name)).send(Buffer.from(bytes));
  }
}

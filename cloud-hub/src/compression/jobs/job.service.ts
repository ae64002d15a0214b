import { randomUUID } from 'node:crypto';
import {
  isOpen,
  type Job,
  type JobData,
  type JobKind,
  type JobOrder,
  type JobQuery,
  type JobSummary,
} from '@lookout/shared/protocol/jobs';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { DatasetPartsService } from '../../dataset/dataset-parts.ts';
import { orNull, Problem } from '../../http/problem.ts';
import { ArtefactRepository } from './artefact.repository.ts';
import { parseBundleAddress } from './bundle-address.ts';
import { ENGINES, type EngineTable, kindsOf } from './engine/engine.ts';
import { JobRepository } from './job.repository.ts';
import { jobOf, summaryOf } from './job-row.ts';
import { UploadRepository } from './upload.repository.ts';

@Injectable()
export class JobService {
  constructor(
    private readonly jobs: JobRepository,
    private readonly artefacts: ArtefactRepository,
    private readonly uploads: UploadRepository,
    @Inject(DatasetPartsService) private readonly datasets: Pick<DatasetPartsService, 'freeze'>,
    @Inject(ENGINES) private readonly engines: EngineTable,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  kinds(): JobKind[] {
    return kindsOf(this.engines);
  }

  /** @throws Problem `noSuchKind`, `noSuchUpload`, `noSuchDataset`, `noSuchBundle` */
  async create(order: JobOrder, by: string): Promise<Job> {
    if (!this.kinds().includes(order.kind))
      throw new Problem(400, 'noSuchKind', `This hub does no jobs of the kind "${order.kind}".`);
    const data = await this.accept(order.data);
    const labelled = order.labelled && (await this.accept(order.labelled));
    if (order.kind === 'compress') await this.requireBundle(order.request.base.artefact);
    const id = randomUUID();
    await this.jobs.create(id, { ...order, data, labelled }, by, this.clock());
    return this.job(id);
  }

  async list(query: JobQuery): Promise<JobSummary[]> {
    return (await this.jobs.list(query)).map(summaryOf);
  }

  /** @throws Problem `notFound` */
  async job(id: string): Promise<Job> {
    const row = await this.jobs.find(id);
    if (row === null) throw Problem.notFound(`job ${id}`);
    return jobOf(row, await this.artefacts.list(id));
  }

  /** Of those that are there. */
  async summaries(ids: readonly string[]): Promise<JobSummary[]> {
    return (await this.jobs.findMany(ids)).map(summaryOf);
  }

  /** Twice is once. @throws Problem `notFound`, `jobEnded` */
  async cancel(id: string, by: string): Promise<Job> {
    const done = await this.jobs.cancel(id, by, this.clock());
    const job = await this.job(id);
    if (!done && job.state !== 'cancelled')
      throw Problem.conflict('jobEnded', `"${job.name}" has ended before: it is ${job.state}.`);
    return job;
  }

  /** @throws Problem `notFound`, `jobOpen`, `jobDone` */
  async retry(id: string): Promise<Job> {
    const done = await this.jobs.retry(id);
    const job = await this.job(id);
    if (done) return job;
    if (isOpen(job.state))
      throw Problem.conflict('jobOpen', `"${job.name}" is ${job.state} already.`);
    throw Problem.conflict('jobDone', `"${job.name}" is done.`, 'Start a new job instead.');
  }

  /** @throws Problem `notFound` */
  async artefact(job: string, name: string): Promise<Uint8Array> {
    const bytes = await this.artefacts.read(job, name);
    if (bytes === null) throw Problem.notFound(`file ${name} of job ${job}`);
    return bytes;
  }

  /** Rows and split of a data set stay as they are from now on: the job may wait for long. */
  private async accept(data: JobData): Promise<JobData> {
    if (data.kind === 'uploads') {
      await this.requireUploads(data.ids);
      return data;
    }
    const { name } = data;
    const found = await orNull(this.datasets.freeze(name));
    if (found === null) throw new Problem(400, 'noSuchDataset', `There is no data set "${name}".`);
    return { kind: 'dataset', name: found.name, id: found.id };
  }

  private async requireUploads(ids: readonly string[]): Promise<void> {
    const known = await this.uploads.known(ids);
    const missing = ids.find((id) => !known.has(id));
    if (missing !== undefined)
      throw new Problem(
        400,
        'noSuchUpload',
        `There is no uploaded file ${missing}.`,
        'Upload the files first; those that no job uses are kept for a day.',
      );
  }

  private async requireBundle(artefact: string): Promise<void> {
    const address = parseBundleAddress(artefact);
    if (address?.kind === 'upload') return this.requireUploads([address.id]);
    const files = address === null ? [] : await this.artefacts.list(address.id);
    if (!files.some(({ name }) => name === address?.name))
      throw new Problem(
        400,
        'noSuchBundle',
        `There is no bundle at "${artefact}".`,
        'Name it as upload:ID or as job:ID/bundle.zip.',
      );
  }
}

import type { RegisteredBundle } from '@lookout/shared/protocol/registry';
import { Injectable } from '@nestjs/common';
import { orNull, Problem } from '../../http/problem.ts';
import { BundleService } from '../../model/bundle.service.ts';
import { evaluationOfJob } from './evaluation-of-job.ts';
import { JobService } from './job.service.ts';

/** Brings a bundle that a job made into the registry, with what the job measured of it. */
@Injectable()
export class JobRegistration {
  constructor(
    private readonly jobs: JobService,
    private readonly bundles: BundleService,
  ) {}

  /** @param name of the job's artefact. @throws Problem 400 noBundle, badBundle; 404 notFound */
  async register(job: string, name: string, by: string): Promise<RegisteredBundle> {
    const zip = await this.jobs.artefact(job, name);
    if (!name.endsWith('.zip'))
      throw new Problem(
        400,
        'noBundle',
        `${name} is no bundle.`,
        'Name one of the job’s ZIP files, such as bundle.zip.',
      );
    const report = await orNull(this.jobs.artefact(job, 'report.json'));
    const evaluation = report && evaluationOfJob(parsed(report), name);
    return this.bundles.registerZip(zip, { by, job, evaluation });
  }
}

/** A report that cannot be read tells nothing of the bundle. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

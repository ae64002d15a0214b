import { collectBytes } from '@lookout/shared/collection/collect-bytes';
import { mostUploadBytes, type Upload } from '@lookout/shared/protocol/jobs';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { Problem } from '../../http/problem.ts';
import { UploadRepository } from './upload.repository.ts';

@Injectable()
export class UploadService {
  constructor(
    private readonly uploads: UploadRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Problem `tooLarge`, `badRequest` where nothing comes */
  async take(name: string, stream: AsyncIterable<unknown>, by: string): Promise<Upload> {
    const bytes = await collectBytes(stream, mostUploadBytes);
    if (bytes === null)
      throw new Problem(
        413,
        'tooLarge',
        `"${name}" is larger than ${mostUploadBytes / 1024 / 1024} MB.`,
        'Split the recording in several files, or leave rows out.',
      );
    if (bytes.length === 0) throw new Problem(400, 'badRequest', `"${name}" is empty.`);
    return this.uploads.add({ name, bytes, by, at: this.clock() });
  }
}

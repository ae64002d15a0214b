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
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('a stream of bytes was expected');
      size += chunk.length;
      if (size > mostUploadBytes)
        throw new Problem(
          413,
          'tooLarge',
          `"${name}" is larger than ${mostUploadBytes / 1024 / 1024} MB.`,
          'Split the recording in several files, or leave rows out.',
        );
      chunks.push(chunk);
    }
    if (size === 0) throw new Problem(400, 'badRequest', `"${name}" is empty.`);
    return this.uploads.add({ name, bytes: Buffer.concat(chunks), by, at: this.clock() });
  }
}

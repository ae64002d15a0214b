import { ProfileError } from './profile-error.ts';
import type { Doing, Failed } from './timing-job.ts';

/**
 * Follows a process that measures by what it says, so that its silence or its end can be laid to the model
 * that it was busy with.
 */
export class JobWatch {
  private model: string;
  private what = 'starting';

  /** @param subject the models of the job, for as long as nothing was said */
  constructor(private readonly subject: string) {
    this.model = subject;
  }

  /** @returns the job's result, or null where it goes on @throws ProfileError `model` */
  heard<Result extends { readonly kind: string }>(reply: Doing | Failed | Result): Result | null {
    if (isDoing(reply)) {
      this.model = reply.model ?? this.subject;
      this.what = reply.what;
      return null;
    }
    if (!isFailed(reply)) return reply;
    const { model, message } = reply;
    throw new ProfileError('model', message.startsWith(model) ? message : `${model}: ${message}`);
  }

  silent(afterMs: number): ProfileError {
    return new ProfileError('timeout', `${this.doing} took more than ${afterMs} ms`);
  }

  /** @param stderr the last that it wrote */
  ended(how: string, stderr: string): ProfileError {
    const line = stderr.split('\n').findLast((one) => one.trim() !== '');
    const said = line === undefined ? '' : `: ${line.trim().slice(0, 200)}`;
    return new ProfileError('crashed', `${this.doing} ended the process (${how})${said}`);
  }

  private get doing(): string {
    return `${this.model}: ${this.what}`;
  }
}

const isDoing = (reply: { readonly kind: string }): reply is Doing => reply.kind === 'doing';
const isFailed = (reply: { readonly kind: string }): reply is Failed => reply.kind === 'failed';

import { resolve } from 'node:path';
import { Job, JobDetail, type NewJob, Upload } from '@lookout/shared/protocol/jobs';
import { simulatedChannels, simulateRows } from '@lookout/shared/simulator/simulate-rows';
import { type RunningProgram, startProgram } from './child.ts';
import { eventually } from './eventually.ts';
import { Session, type SignIn } from './session.ts';

/** Someone who orders jobs by REST. */
export class JobClient {
  private constructor(
    readonly url: string,
    readonly session: Session,
  ) {}

  static async signIn(url: string, user: SignIn): Promise<JobClient> {
    return new JobClient(url, await Session.signIn(url, user));
  }

  send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...init.headers, cookie: this.session.cookie, origin: this.url };
    return fetch(this.url + path, { method, ...init, headers });
  }

  async upload(name: string, bytes: string | Uint8Array<ArrayBuffer>): Promise<Upload> {
    const answer = await this.send('POST', `/api/uploads?name=${encodeURIComponent(name)}`, {
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    });
    if (!answer.ok) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
    return Upload.parse(await answer.json());
  }

  async order(job: NewJob): Promise<Job> {
    return Job.parse(await this.session.post('/api/jobs', job));
  }

  async job(id: string): Promise<Job> {
    return (await this.session.get(`/api/jobs/${id}`, JobDetail)).job;
  }

  async cancel(id: string): Promise<Job> {
    return Job.parse(await this.session.post(`/api/jobs/${id}/cancel`, {}));
  }

  async retry(id: string): Promise<Job> {
    return Job.parse(await this.session.post(`/api/jobs/${id}/retry`, {}));
  }

  async bytes(id: string, artefact: string): Promise<Uint8Array> {
    const answer = await this.send('GET', `/api/jobs/${id}/artefacts/${artefact}`);
    if (!answer.ok) throw new Error(`${artefact}: ${answer.status} ${await answer.text()}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  until(id: string, what: string, matches: (job: Job) => boolean, withinMs = 90_000): Promise<Job> {
    return eventually(
      `job ${id}: ${what}`,
      async () => {
        const job = await this.job(id);
        return matches(job) ? job : null;
      },
      withinMs,
    );
  }
}

interface LoopCsv {
  readonly rows: number;
  readonly run: number;
  /** The last third is a leak, labelled. */
  readonly leak?: boolean;
  /** Where the leak begins, as a share of the rows. */
  readonly leakFrom?: number;
}

/** A recording of the simulated water loop with a column `anomaly`. */
export function loopCsv({ rows, run, leak = false, leakFrom = 2 / 3 }: LoopCsv): string {
  const fromRow = Math.round(rows * leakFrom);
  const faults = leak ? [{ fault: 'leak', severity: 1, fromRow, toRow: rows } as const] : [];
  const data = simulateRows({ seed: 1, run, rows, periodMs: 1_000, faults });
  const head = ['time', ...simulatedChannels.map(({ name }) => name), 'anomaly'].join(',');
  const lines = data.map((row, i) =>
    [Date.UTC(2026, 0, 1) + 1_000 * i, ...row, leak && i >= fromRow ? 1 : 0].join(','),
  );
  return `${[head, ...lines].join('\n')}\n`;
}

/** `lookout worker` as a process of its own. */
export const startWorker = (dataDir: string, name: string): Promise<RunningProgram> =>
  startProgram({
    command: process.execPath,
    args: [
      resolve(import.meta.dirname, '../../cloud-hub/bin/lookout.js'),
      'worker',
      '--name',
      name,
    ],
    env: { ...process.env, LOOKOUT_DATA_DIR: dataDir, DATABASE_URL: '', LOG_LEVEL: 'info' },
    ready: /waits for jobs/,
  });

import type { Command } from 'commander';

export interface WorkerCommandOptions {
  readonly databaseUrl?: string;
  readonly name?: string;
}

const about = `
The hub starts one worker of its own (LOOKOUT_WORKERS). More of them, on this machine or on others, share the
queue: each does one job at a time, and a job whose worker is lost goes on elsewhere after its last finished
stage. Workers and hub must be of one version.

On another machine, the hub's PostgreSQL must be reachable from there:
  DATABASE_URL=postgres://user:password@host:5432/lookout lookout worker
A password on the command line can be read by every user of the machine: prefer the variable.
Without either, the worker joins the hub that runs on LOOKOUT_DATA_DIR.`;

export function registerWorker(program: Command): void {
  program
    .command('worker')
    .summary('do the jobs of a hub: training and compression')
    .description('Takes jobs from the queue of a hub and does them, until it is stopped.')
    .option('--database-url <url>', "the hub's PostgreSQL, instead of DATABASE_URL")
    .option('--name <text>', 'how the dashboard calls it (default: machine and process)')
    .addHelpText('after', about)
    .action(async (options: WorkerCommandOptions) => {
      const { runWorker } = await import('./run-worker.ts');
      await runWorker(options);
    });
}

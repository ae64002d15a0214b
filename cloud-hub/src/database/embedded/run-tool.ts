import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServiceUser } from './service-user.ts';

const run = promisify(execFile);

export interface ToolResult {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * Runs a PostgreSQL tool to its end, as the service user where we are root. It sees nothing of our
 * environment, where a PGDATA or PGPORT would lead it astray, and starts in `/`, which everyone may enter.
 */
export async function runTool(
  file: string,
  args: readonly string[],
  user: ServiceUser | null,
): Promise<ToolResult> {
  const identity = user === null ? {} : { uid: user.uid, gid: user.gid };
  const options = { cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, ...identity };
  try {
    const { stdout, stderr } = await run(file, [...args], options);
    return { exitCode: 0, output: stdout + stderr };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): ToolResult {
  if (!(error instanceof Error)) throw error;
  const { code, stdout, stderr } = error as NodeJS.ErrnoException & Record<string, unknown>;
  const exitCode = typeof code === 'number' ? code : 127;
  const said = [stdout, stderr].filter((text) => typeof text === 'string').join('');
  return { exitCode, output: said === '' ? error.message : said };
}

import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseError } from './database-error.ts';
import { withClient } from './with-client.ts';

const oldestMajor = 15;
const startingUpMs = 30_000;

/**
 * Connects once to the database of DATABASE_URL, before anything else does, so that a wrong address, user or
 * version ends in one line. A server that is still starting is waited for.
 * @throws DatabaseError unreachable, refused, tooOld
 */
export async function checkServer(url: string): Promise<void> {
  const until = Date.now() + startingUpMs;
  for (;;) {
    try {
      return await checkOnce(url);
    } catch (error) {
      // 57P03 cannot_connect_now
      if (codeOf(error) !== '57P03' || Date.now() > until) throw explain(error);
      await delay(250);
    }
  }
}

const checkOnce = (url: string): Promise<void> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ number: number; version: string }>(
      "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version",
    );
    const server = rows[0];
    if (server !== undefined && server.number < oldestMajor * 10_000)
      throw new DatabaseError(
        'tooOld',
        `DATABASE_URL leads to PostgreSQL ${server.version}; Lookout needs ${oldestMajor} or newer.`,
      );
  });

/** SQLSTATE (PostgreSQL appendix A) or the system's own code. */
const refusals: Readonly<Record<string, string>> = {
  '28P01': 'its password is wrong',
  '28000': 'its user may not enter (see pg_hba.conf of the server)',
  '3D000': 'its database does not exist; create it first',
  '42501': 'its user lacks rights on the database',
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is not trusted; add sslrootcert=",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is not trusted; add sslrootcert=",
};
const absences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens at its host and port',
  ENOTFOUND: 'its host is unknown',
  EAI_AGAIN: 'its host cannot be looked up',
  ETIMEDOUT: 'its host does not answer',
  EHOSTUNREACH: 'its host cannot be reached',
  ECONNRESET: 'the connection was cut: is it PostgreSQL that listens there?',
};

function explain(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const code = codeOf(error);
  const refusal = refusals[code];
  if (refusal !== undefined)
    return new DatabaseError('refused', `DATABASE_URL: ${refusal}.`, { cause: error });
  const absence = absences[code] ?? `no connection (${code === '' ? messageOf(error) : code})`;
  return new DatabaseError('unreachable', `DATABASE_URL: ${absence}.`, { cause: error });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

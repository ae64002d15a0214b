import { CommanderError } from 'commander';

/** What the shell is told. */
export const exitCodes = {
  good: 0,
  /** The work could not be done: bad data, a missing file, a database that does not answer. */
  failure: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** Everything is in order, but what was asked for cannot be had (a budget that nothing meets). */
  infeasible: 3,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An error whose message is meant for whoever typed the command. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }
}

export const usageError = (message: string): CliError => new CliError(exitCodes.usage, message);

export interface Ending {
  readonly exitCode: ExitCode;
  /** Printed on stderr; null where nothing is left to say. */
  readonly message: string | null;
}

/**
 * How a command that threw ends. Errors with a `code` are ordinary cases whose message already names
 * the thing and the remedy; anything else is a defect of ours, and only `--debug` shows its stack.
 */
export function endingOf(error: unknown, debug = false): Ending {
  if (error instanceof CommanderError) {
    // Commander has printed its message; help and version are no errors.
    const good = error.exitCode === 0;
    return { exitCode: good ? exitCodes.good : exitCodes.usage, message: null };
  }
  if (!(error instanceof Error)) return { exitCode: exitCodes.failure, message: String(error) };
  if (debug) return { exitCode: exitCodes.failure, message: error.stack ?? error.message };
  if (error instanceof CliError) return { exitCode: error.exitCode, message: error.message };
  const expected = 'code' in error && typeof error.code === 'string';
  const hint = expected ? '' : ' (unexpected; --debug shows where it came from)';
  return { exitCode: exitCodes.failure, message: `${error.message}${hint}` };
}

import { Command, CommanderError } from 'commander';
import { registerCheck } from './check.ts';
import { registerProfile } from './profile.ts';
import { registerRecord } from './record.ts';
import { registerRun } from './run.ts';

const program = new Command('lookout-agent')
  .description(
    'Watches the streams of this machine, sensors and cameras, and tells the hub what is out of the ordinary.',
  )
  .option('--debug', 'show where an unexpected error came from')
  .showHelpAfterError('(lookout-agent --help and lookout-agent COMMAND --help explain)')
  .exitOverride();
registerRun(program);
registerRecord(program);
registerCheck(program);
registerProfile(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error, program.opts().debug === true);
}

/** 2: the command line or the configuration is wrong; 1: the work could not be done. */
function report(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof Error)) throw error;
  // An error with a code is an ordinary case whose message names the thing and the remedy.
  const expected = 'code' in error && typeof error.code === 'string';
  const hint = expected ? '' : ' (unexpected; --debug shows where it came from)';
  process.stderr.write(`lookout-agent: ${debug ? error.stack : `${error.message}${hint}`}\n`);
  return error.name === 'ConfigError' ? 2 : 1;
}

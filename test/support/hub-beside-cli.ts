import { runCommand } from './cli.ts';
import { TestHub } from './hub.ts';
import { startTestPostgres } from './postgres.ts';
import { scratchFolder } from './scratch.ts';
import { Session } from './session.ts';

/** A hub on a PostgreSQL that the command line beside it uses too, with its administrator signed in. */
export async function hubBesideCli() {
  const postgres = await startTestPostgres();
  const hub = await TestHub.start({ DATABASE_URL: postgres.url });
  const folder = await scratchFolder();
  return {
    hub,
    postgres,
    /** For the files that the command line reads and writes. */
    folder: folder.path,
    session: await Session.signIn(hub.url, hub.admin),
    lookout: (...args: string[]) => runCommand('lookout', args, { DATABASE_URL: postgres.url }),
    stop: async () => {
      await hub.stop();
      await postgres.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

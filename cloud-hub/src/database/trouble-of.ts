import type { DecisionTrouble } from '@lookout/shared/protocol/decision-trouble';
import { ConfigError } from '../config/config.ts';
import { Problem } from '../http/problem.ts';
import { isDataError } from './data-error.ts';

/** What fails and what to do, for people. */
export type Trouble = Pick<DecisionTrouble, 'text' | 'remedy'>;

/** SQLSTATE classes and codes (PostgreSQL appendix A) that blame the server, and what to do; a code goes first. */
const remedies: Readonly<Record<string, string>> = {
  '08': 'See whether PostgreSQL runs, and whether its log says why it cut the connection.',
  '25006': 'The database is read-only: lead DATABASE_URL to the server that may be written to.',
  '40': 'Another transaction was in the way: it is tried again within seconds.',
  '42501': "Give the hub's database user its rights back.",
  '42': 'The tables are not those of this hub: is an older or newer one at work on the same database?',
  '53': 'Give PostgreSQL room: its disk, its memory or its connections are used up.',
  '55': 'Another transaction is in the way: it is tried again within seconds.',
  '57': 'See whether PostgreSQL is being stopped, or ends statements that take long.',
  '58': "Look at the database server's disk and its log: the machine below it fails.",
};

const looksInLog =
  "It is tried again by itself. The hub's log says more; where it stays, update the hub or report it.";

/** A decision has thrown this: in one sentence each, what fails and what to do. */
export function troubleOf(error: unknown): Trouble {
  const { text, remedy } = wordsOf(error);
  return { text: text.slice(0, 512), remedy: remedy.slice(0, 512) };
}

function wordsOf(error: unknown): Trouble {
  const text = error instanceof Error ? sentence(error.message) : sentence(String(error));
  if (error instanceof Problem) return { text, remedy: error.remedy ?? looksInLog };
  if (error instanceof ConfigError)
    return {
      text,
      remedy: `Set ${error.key} right and restart the hub; a file that it names is read anew with each try.`,
    };
  const code = codeOf(error);
  if (code !== null && isDataError(error))
    return {
      text: `The database refuses what is to be stored: ${text}`,
      remedy:
        'Where a device reports it, restart or update its agent; else report it with the log.',
    };
  const remedy = code === null ? undefined : (remedies[code] ?? remedies[code.slice(0, 2)]);
  if (remedy !== undefined) return { text: `The database refuses: ${text}`, remedy };
  return { text, remedy: looksInLog };
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** SQLSTATE; null: not of the database. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null;
}

import type { z } from 'zod';
import { gateFields } from './gate-draft.ts';

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** What does not stand in a plan, in the words of the form, and what is expected there. */
export function planProblem({ path, message }: Issue): string {
  const [part, at] = path;
  const field = String(path.at(-1));
  const title = titles[String(part)] ?? String(part);
  if (part === 'waves' && typeof at === 'number')
    return `Wave ${at + 1}: ${waveWords[String(path[2])] ?? message}.`;
  if (part === 'gates') {
    const gate = gateFields.find((each) => each.gate === field);
    if (gate !== undefined) return `${title}: ${gate.label}: expected ${gate.range}.`;
  }
  // Days of a window are a list: the issue may lie within it.
  const words = fieldWords[path.includes('days') ? 'days' : field];
  return `${title}: ${words ?? message}.`;
}

const titles: Readonly<Record<string, string>> = {
  ...{ name: 'Name', release: 'Release', target: 'For', waves: 'Waves', gates: 'Gates' },
  ...{ deadlines: 'On the device', install: 'On the device', schedule: 'Schedule' },
};

const waveWords: Readonly<Record<string, string>> = {
  name: 'give it a name',
  members: 'say who is in it',
  successShare: 'how many must run it, from 0 to 100 %',
  maxFailureShare: 'how many may fail, from 0 to 100 %',
  soakMs: 'for how many minutes, 0 or more',
  minSample: 'from how many it is judged, 1 or more',
};

const minutes = (what: string): string => `how many minutes ${what}, 1 or more`;
const windows = (what: string): string => `how many windows ${what}, from 0 to 100 000`;
const fieldWords: Readonly<Record<string, string>> = {
  acceptMs: minutes('to take it up'),
  downloadMs: minutes('to download'),
  installMs: minutes('to install'),
  maxInstallMs: minutes('to install'),
  shadowWindows: windows('beside the old one'),
  trialWindows: windows('on trial'),
  startAt: 'a date and a time, or nothing',
  days: 'choose the days of the maintenance window',
  from: 'from when the maintenance window is open',
  to: 'until when the maintenance window is open',
  timeZone: 'name the time zone, such as Europe/Berlin',
};

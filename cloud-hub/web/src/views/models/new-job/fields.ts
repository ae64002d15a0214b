import type { JobDraft } from './job-draft.ts';

/** What every part of the form is given. */
export interface FieldsProps {
  readonly draft: JobDraft;
  readonly change: (part: Partial<JobDraft>) => void;
}

/**
 * Why a job did not do what it was asked.
 * - `claimLost`: someone else has it now, or it was cancelled; the worker drops it without a word
 * - `workerStopping`: the worker is being stopped; the job goes back into the line
 * - `noEngine`: this worker is of another version and cannot do jobs of this kind
 * - `noSuchUpload`, `noSuchBundle`: what the order names is not there any more
 * - `noSuchDataset`: as those, a data set
 * - `missingChannels`: the data set lacks some that the detector needs
 * - `tooLarge`: an artefact is larger than a job may keep
 */
export type JobErrorCode =
  | 'claimLost'
  | 'workerStopping'
  | 'noEngine'
  | 'noSuchUpload'
  | 'noSuchBundle'
  | 'noSuchDataset'
  | 'missingChannels'
  | 'tooLarge';

export class JobError extends Error {
  override readonly name = 'JobError';
  constructor(
    readonly code: JobErrorCode,
    message: string,
  ) {
    super(message);
  }
}

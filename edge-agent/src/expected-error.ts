import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { DetectError } from './detect/detect-error.ts';
import { SourceError } from './source/source-error.ts';

export type ExpectedError = BundleError | DetectError | SourceError;

/** What stops one stream and is told in its report; anything else is a defect of ours. */
export const isExpected = (error: unknown): error is ExpectedError =>
  error instanceof BundleError || error instanceof DetectError || error instanceof SourceError;

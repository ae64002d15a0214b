import {
  RegisteredBundle,
  type ReleaseDraft,
  ReleaseList,
  ReleaseSummary,
  type SignatureUpload,
} from '@lookout/shared/protocol/registry';
import { ReleaseDiff } from '@lookout/shared/protocol/release-diff';
import type { z } from 'zod';
import { command, request } from './http.ts';

// The registry: bundles, and the releases that are made of them.

export const fetchReleases = (signal: AbortSignal) =>
  request(ReleaseList, '/api/releases', { signal });

export const fetchRelease = (id: string, signal: AbortSignal) =>
  request(ReleaseSummary, `/api/releases/${id}`, { signal });

/** What the second is, seen from the first. */
export const fetchDiff = (a: string, b: string, signal: AbortSignal) =>
  request(ReleaseDiff, `/api/releases/${a}/diff/${b}`, { signal });

/** The bytes that are signed. */
export const manifestAddress = (id: string): string => `/api/releases/${id}/manifest`;

/** A bundle as a ZIP file. */
export const uploadBundle = (zip: File) =>
  request(RegisteredBundle, '/api/bundles', { method: 'POST', bytes: zip });

/** An artefact of a job becomes a bundle of the registry. */
export const registerArtefact = (job: string, name: string) =>
  request(RegisteredBundle, `/api/jobs/${job}/register`, { method: 'POST', body: { name } });

/** A draft as it is sent: what is left out has the hub's default. */
export type NewRelease = z.input<typeof ReleaseDraft>;

export const createRelease = (draft: NewRelease) =>
  request(ReleaseSummary, '/api/releases', { method: 'POST', body: draft });

export const uploadSignature = (release: string, signature: SignatureUpload) =>
  command(`/api/releases/${release}/signature`, { method: 'PUT', body: signature });

export const removeRelease = (id: string) => command(`/api/releases/${id}`, { method: 'DELETE' });

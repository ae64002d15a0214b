import { z } from 'zod';

/** Where the hub keeps a bundle: `upload:ID`, or `job:ID/NAME`, the artefact of another job. */
export type BundleAddress =
  | { readonly kind: 'upload'; readonly id: string }
  | { readonly kind: 'job'; readonly id: string; readonly name: string };

/** Null: no address of the hub's. */
export function parseBundleAddress(text: string): BundleAddress | null {
  const [, upload, job, name] = /^(?:upload:([^/]+)|job:([^/]+)\/([\w.-]+\.zip))$/.exec(text) ?? [];
  const id = z.uuid().safeParse(upload ?? job);
  if (!id.success) return null;
  return name === undefined ? { kind: 'upload', id: id.data } : { kind: 'job', id: id.data, name };
}

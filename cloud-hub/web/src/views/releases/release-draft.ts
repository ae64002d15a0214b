import {
  type RegisteredBundle,
  ReleaseDraft,
  type SignatureUpload as Signature,
  SignatureUpload,
} from '@lookout/shared/protocol/registry';
import type { NewRelease } from '../../api/releases.ts';

/** A bundle of the registry that is to become a variant. */
export interface DraftVariant {
  readonly bundle: string;
  /** Of the release's variant. */
  readonly name: string;
  /** What the bundle calls itself, to be told apart by people. */
  readonly told: string;
}

export interface DraftFields {
  readonly model: string;
  readonly version: string;
  readonly note: string;
  /** As a date field gives it; empty: the hub's default. */
  readonly expires: string;
  /** Where the bundles came out of a compression job. */
  readonly job: string | null;
}

export const emptyFields: DraftFields = {
  ...{ model: '', version: '', note: '', expires: '', job: null },
};

/** `cpu-…` or `gpu-…`, from what the bundle calls its variant. */
export function variantName(own: string): string {
  const slug = own
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return /^(cpu|gpu)-/.test(slug) ? slug : `cpu-${slug === '' ? 'fp32' : slug}`;
}

export const variantOf = ({ id, name, variant }: RegisteredBundle): DraftVariant => ({
  ...{ bundle: id, name: variantName(variant), told: `${name}, ${variant}` },
});

export type Drafted = { readonly draft: NewRelease } | { readonly problem: string };

/** What is sent, or the first thing that is missing. */
export function draftOf(fields: DraftFields, variants: readonly DraftVariant[]): Drafted {
  if (variants.length === 0) return { problem: 'Add the bundle of at least one variant.' };
  const twice = variants.find(({ name }, at) => variants.findIndex((v) => v.name === name) < at);
  if (twice !== undefined) return { problem: `Two variants are called ${twice.name}.` };
  const draft = {
    ...{ model: fields.model, version: fields.version, note: fields.note, job: fields.job },
    expiresAt: fields.expires === '' ? null : Date.parse(`${fields.expires}T23:59:59`),
    variants: variants.map(({ bundle, name }) => ({ bundle, name })),
  };
  const parsed = ReleaseDraft.safeParse(draft);
  if (parsed.success) return { draft };
  const issue = parsed.error.issues[0];
  const where = String(issue?.path[0] ?? 'draft');
  return { problem: `${titles[where] ?? where}: ${issue?.message ?? 'not as expected'}.` };
}

const titles: Readonly<Record<string, string>> = {
  ...{ model: 'Model', version: 'Version', note: 'Note', expiresAt: 'Expires' },
  variants: 'Name of a variant',
};

/** Bundles that an address names: `?bundle=SHA~VARIANT`, as many as there are. */
export function variantsFrom(parameters: URLSearchParams): DraftVariant[] {
  return parameters.getAll('bundle').flatMap((text) => {
    const [bundle, variant = ''] = text.split('~');
    if (bundle === undefined || !/^[0-9a-f]{64}$/.test(bundle)) return [];
    return [{ bundle, name: variantName(variant), told: `${bundle.slice(0, 8)}, ${variant}` }];
  });
}

/** The address under which a release is made of these. */
export function newReleaseAddress(
  bundles: readonly RegisteredBundle[],
  job: string | null,
): string {
  const parameters = new URLSearchParams({ new: '1', ...(job !== null && { job }) });
  for (const { id, variant } of bundles) parameters.append('bundle', `${id}~${variant}`);
  return `/models/releases?${parameters}`;
}

/** The text that `lookout keys sign` wrote. @throws Error that says what it is instead */
export function signatureFrom(text: string): Signature {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('This is no JSON; expected the file that `lookout keys sign` wrote.');
  }
  const parsed = SignatureUpload.safeParse(json);
  if (!parsed.success)
    throw new Error('This is no signature; expected the file that `lookout keys sign` wrote.');
  return parsed.data;
}

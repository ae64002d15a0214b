import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { uploadBundle } from '../../api/releases.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { type DraftVariant, variantOf } from './release-draft.ts';
import classes from './releases.module.css';

interface BundleFieldsProps {
  readonly variants: readonly DraftVariant[];
  readonly onChange: (variants: readonly DraftVariant[]) => void;
}

/** One bundle per variant; they are in the registry as soon as they stand here. */
export function BundleFields({ variants, onChange }: BundleFieldsProps) {
  const upload = useMutation({
    mutationFn: async (zips: readonly File[]) => {
      // One after the other: a slow line is filled by one file as well as by ten.
      const added: DraftVariant[] = [];
      for (const zip of zips) added.push(variantOf(await uploadBundle(zip)));
      return added;
    },
    onSuccess: (added) => onChange([...variants, ...added]),
  });
  const change = (at: number, name: string) =>
    onChange(variants.map((variant, own) => (own === at ? { ...variant, name } : variant)));
  return (
    <fieldset className={classes.bundles}>
      <legend>Variants</legend>
      <ul>
        {variants.map(({ bundle, name, told }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one bundle may stand twice, rows keep their place
          <li key={`${bundle} ${at}`}>
            <TextInput
              aria-label={`Name of the variant of ${told}`}
              size="xs"
              value={name}
              maxLength={64}
              onChange={(event) => change(at, event.currentTarget.value)}
            />
            <span className="muted">{told}</span>
            <UnstyledButton
              className={classes.away}
              onClick={() => onChange(variants.filter((_, own) => own !== at))}
            >
              Leave out<span className="visually-hidden"> {told}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <ZipButton busy={upload.isPending} onChoose={upload.mutate} />
      {upload.error !== null && <ErrorNotice what="Not uploaded" error={upload.error} />}
    </fieldset>
  );
}

interface ZipButtonProps {
  readonly busy: boolean;
  readonly onChoose: (zips: readonly File[]) => void;
}

function ZipButton({ busy, onChoose }: ZipButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept=".zip,application/zip"
        aria-label="Choose bundles"
        className="visually-hidden"
        onChange={({ currentTarget }) => {
          const zips = [...(currentTarget.files ?? [])];
          if (zips.length > 0) onChoose(zips);
          currentTarget.value = '';
        }}
      />
      <Button size="xs" variant="default" loading={busy} onClick={() => input.current?.click()}>
        Upload bundles (ZIP)…
      </Button>
    </>
  );
}

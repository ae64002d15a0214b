import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { manifestAddress, uploadSignature } from '../../api/releases.ts';
import { useMe } from '../../api/session.ts';
import { CommandSteps } from '../../components/command-steps.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { signatureFrom } from './release-draft.ts';
import classes from './releases.module.css';
import { manifestFile, signStep } from './signing-commands.ts';

/** The key lies on another machine: the manifest goes there, the signature comes back. */
export function SignPanel({ release }: { readonly release: ReleaseSummary }) {
  const { id, manifest } = release;
  const admin = useMe().data?.role === 'admin';
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const upload = useMutation({
    mutationFn: async (file: File) => uploadSignature(id, signatureFrom(await file.text())),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['release', id] });
      await queries.invalidateQueries({ queryKey: ['releases'] });
    },
  });
  const file = manifestFile(manifest);
  return (
    <section className={classes.block} aria-label="To be signed">
      <h2>It waits for its signature</h2>
      <p>
        No device takes it before that. Sign it where the release key lies, which need not be a
        machine that reaches this hub:
      </p>
      <p>
        1.{' '}
        <a href={manifestAddress(id)} download={file}>
          Download {file}
        </a>{' '}
        and carry it there.
      </p>
      <p>2. Sign it there:</p>
      <CommandSteps steps={[signStep(manifest)]} bare />
      <div className={classes.bar}>
        <span>3. Bring the signature back:</span>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          aria-label="Choose the signature"
          className="visually-hidden"
          disabled={!admin}
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? [];
            if (chosen !== undefined) upload.mutate(chosen);
            currentTarget.value = '';
          }}
        />
        <Button
          size="xs"
          disabled={!admin}
          loading={upload.isPending}
          onClick={() => input.current?.click()}
        >
          Upload the signature…
        </Button>
      </div>
      {upload.error !== null && <ErrorNotice what="Not signed" error={upload.error} />}
    </section>
  );
}

import type { RegisteredBundle } from '@lookout/shared/protocol/registry';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { registerArtefact } from '../../../api/releases.ts';
import { formatBytes, plural } from '../../../components/format.ts';
import { newReleaseAddress } from '../../releases/release-draft.ts';

/** What was registered from a job on this page, so that a release can be made of several. */
const keyOf = (job: string) => ['registered', job];

function useRegistered(job: string): readonly RegisteredBundle[] {
  return useQuery<readonly RegisteredBundle[]>({
    queryKey: keyOf(job),
    queryFn: () => [],
    initialData: [],
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}

/** An artefact becomes a bundle of the registry; done again, it changes nothing. */
export function RegisterButton({ job, name }: { readonly job: string; readonly name: string }) {
  const queries = useQueryClient();
  const register = useMutation({
    mutationFn: () => registerArtefact(job, name),
    onSuccess: (bundle) =>
      queries.setQueryData<readonly RegisteredBundle[]>(keyOf(job), (held = []) => [
        ...held.filter(({ id }) => id !== bundle.id),
        bundle,
      ]),
  });
  if (register.data !== undefined)
    return (
      <span role="status">
        {register.data.known ? 'is in the registry already' : 'registered'} as{' '}
        {register.data.variant}, {formatBytes(register.data.sizeBytes)}
      </span>
    );
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        loading={register.isPending}
        onClick={() => register.mutate()}
      >
        Register<span className="visually-hidden"> {name}</span>
      </Button>
      {register.error !== null && <span role="alert">{register.error.message}</span>}
    </>
  );
}

export function MakeRelease({ job }: { readonly job: string }) {
  const bundles = useRegistered(job);
  if (bundles.length === 0) return null;
  return (
    <div>
      <Button size="xs" component={Link} to={newReleaseAddress(bundles, job)}>
        Make a release of {plural(bundles.length, 'bundle')}…
      </Button>
    </div>
  );
}

import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { removeRelease } from '../../api/releases.ts';
import { DeletePrompt } from '../../components/delete-prompt.tsx';
import { plural } from '../../components/format.ts';

interface DeleteReleaseProps {
  readonly release: ReleaseSummary;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** One in use is refused by the hub, with what uses it. */
export function DeleteReleaseDialog({ release, opened, onClose }: DeleteReleaseProps) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { model, version, variants } = release.manifest;
  return (
    <DeletePrompt
      {...{ opened, onClose, name: version }}
      title={`Delete ${model} ${version}?`}
      remove={() => removeRelease(release.id)}
      onRemoved={async () => {
        await navigate('/models/releases');
        await queries.invalidateQueries({ queryKey: ['releases'] });
      }}
    >
      The release and {plural(variants.length, 'variant')} will be gone for good. No device changes:
      one that runs it or is assigned it keeps it from being deleted.
    </DeletePrompt>
  );
}

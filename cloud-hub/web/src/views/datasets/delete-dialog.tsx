import type { Dataset } from '@lookout/shared/protocol/datasets';
import { useNavigate } from 'react-router';
import { removeDataset } from '../../api/actions.ts';
import { DeletePrompt } from '../../components/delete-prompt.tsx';
import { plural } from '../../components/format.ts';

interface DatasetDialogProps {
  readonly dataset: Dataset;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function DeleteDialog({ dataset, opened, onClose }: DatasetDialogProps) {
  const navigate = useNavigate();
  return (
    <DeletePrompt
      {...{ opened, onClose, name: dataset.name }}
      title={`Delete ${dataset.name}?`}
      remove={() => removeDataset(dataset.id)}
      onRemoved={() => navigate('/datasets')}
    >
      {plural(dataset.rows, 'row')} will be gone for good. Detectors that were made of it stay, but
      cannot be trained on it again.
    </DeletePrompt>
  );
}

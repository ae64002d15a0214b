import { AcknowledgeDialog } from './acknowledge-dialog.tsx';
import type { Row } from './alert-rows.ts';
import { ShelveDialog } from './shelve-dialog.tsx';

export type AlertDialog = { readonly kind: 'acknowledge' | 'shelve'; readonly row: Row } | null;

interface AlertDialogsProps {
  readonly dialog: AlertDialog;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function AlertDialogs({ dialog, onClose, onDone }: AlertDialogsProps) {
  const rowFor = (kind: 'acknowledge' | 'shelve') => (dialog?.kind === kind ? dialog.row : null);
  return (
    <>
      <AcknowledgeDialog row={rowFor('acknowledge')} onClose={onClose} onDone={onDone} />
      <ShelveDialog row={rowFor('shelve')} onClose={onClose} onDone={onDone} />
    </>
  );
}

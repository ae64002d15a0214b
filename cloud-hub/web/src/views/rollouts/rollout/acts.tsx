import type { RolloutDetail, RolloutSummary } from '@lookout/shared/protocol/rollouts';
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { actOnRollout } from '../../../api/rollouts.ts';
import { useMayOperate, useMe } from '../../../api/session.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { type ActName, actsFor, actText, nextWave, requestOf } from '../act-text.ts';
import classes from './rollout.module.css';
import { useKeptFocus } from './use-kept-focus.ts';

/** The largest stops everything; the others stand beside it in the order of their weight. */
export function Acts({ detail }: { readonly detail: RolloutDetail }) {
  const { rollout, plan } = detail;
  const [asking, setAsking] = useState<ActName | null>(null);
  const focus = useKeptFocus<HTMLElement>(rollout.state);
  const admin = useMe().data?.role === 'admin';
  const mayOperate = useMayOperate();
  const next = nextWave(rollout);
  const byHand = next !== null && plan.waves[next]?.byHand === true;
  const acts = actsFor(rollout, byHand, { admin, mayOperate });
  const button = (name: ActName, text: string, className?: string) =>
    acts.has(name) && (
      <Button
        variant={name === 'approve' || name === 'startWave' ? 'filled' : 'default'}
        className={className}
        onClick={() => setAsking(name)}
      >
        {text}
      </Button>
    );
  return (
    <section ref={focus.place} tabIndex={-1} className={classes.acts} aria-label="What can be done">
      {button('halt', 'Halt', classes.halt)}
      {button('revert', 'Take back…', classes.revert)}
      {button('approve', 'Approve…', classes.revert)}
      {button('startWave', 'Start the next wave…')}
      {button('resume', 'Resume…')}
      {button('pause', 'Pause…')}
      {button('keep', rollout.state === 'DRAFT' ? 'Discard…' : 'End, keep installed…')}
      <Modal
        opened={asking !== null}
        onClose={() => setAsking(null)}
        onExitTransitionEnd={focus.settle}
        title={asking === null ? '' : actText(asking, rollout).title}
      >
        {asking !== null && (
          <Ask
            name={asking}
            rollout={rollout}
            onClose={() => setAsking(null)}
            onDone={focus.noteAct}
          />
        )}
      </Modal>
    </section>
  );
}

interface AskProps {
  readonly name: ActName;
  readonly rollout: RolloutSummary;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const withReason: ReadonlySet<ActName> = new Set(['halt', 'pause', 'revert', 'keep']);

/** Says what will happen to how many, asks once. */
function Ask({ name, rollout, onClose, onDone }: AskProps) {
  const [reason, setReason] = useState('');
  const { effect, undo, button } = actText(name, rollout);
  // Enter stops at once; what cannot be taken back wants a hand on the button.
  const quick = name === 'halt' || name === 'pause';
  const act = useMutation({
    mutationFn: () => actOnRollout(rollout.id, requestOf(name, reason)),
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate();
      }}
    >
      <p>{effect}</p>
      <p className="muted">{undo}</p>
      {withReason.has(name) && (
        <TextInput
          label="Why"
          description="Stands in the history"
          maxLength={256}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {act.error !== null && <ErrorNotice what="Not done" error={act.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} {...(!quick && { 'data-autofocus': true })}>
          Cancel
        </Button>
        <Button type="submit" loading={act.isPending} {...(quick && { 'data-autofocus': true })}>
          {button}
        </Button>
      </Group>
    </form>
  );
}

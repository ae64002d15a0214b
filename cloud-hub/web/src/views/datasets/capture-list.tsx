import type { Capture } from '@lookout/shared/protocol/datasets';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'react-router';
import { cancelCapture } from '../../api/actions.ts';
import { useMayOperate } from '../../api/session.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { captureText, stretchText } from './dataset-text.ts';
import classes from './datasets.module.css';

/** What was asked of devices: under way, or ended within the last day. */
export function CaptureList({ captures }: { readonly captures: readonly Capture[] }) {
  if (captures.length === 0) return null;
  return (
    <section aria-label="Captures">
      <h2>Captures</h2>
      <ul className={classes.captures}>
        {captures.map((capture) => (
          <li key={capture.id}>
            <CaptureRow capture={capture} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function CaptureRow({ capture }: { readonly capture: Capture }) {
  const { id, name, device, stream, fromAt, toAt, state, dataset } = capture;
  const mayOperate = useMayOperate();
  const isActive = state === 'waiting' || state === 'running';
  const cancel = useMutation({ mutationFn: () => cancelCapture(id) });
  return (
    <div className={classes.capture}>
      <div className={classes.captureHead}>
        <strong>{dataset === null ? name : <Link to={`/datasets/${dataset}`}>{name}</Link>}</strong>
        <span className="muted">
          <Link to={`/devices/${device}?stream=${stream}`}>{device}</Link> {stream},{' '}
          {stretchText(fromAt, toAt)}
        </span>
        {isActive && mayOperate && (
          <Button
            className={classes.last}
            size="xs"
            variant="default"
            loading={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            Cancel
          </Button>
        )}
      </div>
      <CaptureProgress capture={capture} />
      {cancel.error !== null && <p role="alert">{cancel.error.message}</p>}
    </div>
  );
}

/** How far it has come; in words, too. */
export function CaptureProgress({ capture }: { readonly capture: Capture }) {
  const { state, total, received } = capture;
  const isActive = state === 'waiting' || state === 'running';
  return (
    <>
      {isActive && (
        <ProgressBar
          className={classes.progress}
          max={1}
          value={total === null ? 0 : received / total}
          label={`Capture of ${capture.name}`}
        />
      )}
      <p className="small" data-abnormal={state === 'failed' || state === 'expired'} role="status">
        {captureText(capture)}
      </p>
    </>
  );
}

import { type Capture, DatasetName } from '@lookout/shared/protocol/datasets';
import { Button, Group, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { requestCapture } from '../../api/actions.ts';
import { useLive } from '../../api/live-context.tsx';
import dialog from '../../components/dialog-form.module.css';
import { DialogForm } from '../../components/dialog-form.tsx';
import { CaptureProgress } from './capture-list.tsx';
import { suggestedName } from './dataset-text.ts';
import classes from './datasets.module.css';
import { localInput, type Stretch, stretchOf } from './stretch.ts';
import { useDatasets } from './use-datasets.ts';

interface Asset {
  readonly device: string;
  readonly stream: string;
}

/** Asks a device for a stretch of its raw rows, to make a data set of it. */
export function CaptureButton({ device, stream }: Asset) {
  const [opened, dialog] = useDisclosure(false);
  return (
    <div>
      <Button variant="default" size="xs" onClick={dialog.open}>
        Capture rows…
      </Button>
      <Modal opened={opened} onClose={dialog.close} title={`Capture rows of ${device} ${stream}`}>
        {opened && <CaptureBody device={device} stream={stream} onClose={dialog.close} />}
      </Modal>
    </div>
  );
}

function CaptureBody({ device, stream, onClose }: Asset & { readonly onClose: () => void }) {
  const ask = useMutation({ mutationFn: requestCapture });
  if (ask.data !== undefined) return <Asked asked={ask.data} onClose={onClose} />;
  return (
    <CaptureForm
      asset={{ device, stream }}
      busy={ask.isPending}
      error={ask.error}
      onAsk={(name, stretch) => ask.mutate({ device, stream, name, note: '', ...stretch })}
      onClose={onClose}
    />
  );
}

interface CaptureFormProps {
  readonly asset: Asset;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onAsk: (name: string, stretch: { fromAt: number; toAt: number }) => void;
  readonly onClose: () => void;
}

function CaptureForm({ asset, busy, error, onAsk, onClose }: CaptureFormProps) {
  const live = useLive();
  const [name, setName] = useState(() => suggestedName(asset.device, asset.stream, live.now()));
  const [stretch, setStretch] = useState<Stretch>(() => ({
    kind: '1h',
    from: localInput(live.now() - 3_600_000),
    to: localInput(live.now()),
  }));
  const bounds = stretchOf(stretch, live.now());
  const validName = DatasetName.safeParse(name).success;
  return (
    <DialogForm
      submit="Capture"
      onSubmit={() => bounds !== null && onAsk(name, bounds)}
      busy={busy}
      disabled={bounds === null || !validName}
      failure={{ what: 'Not asked', error }}
      onCancel={onClose}
    >
      <StretchFields stretch={stretch} onChange={setStretch} invalid={bounds === null} />
      <TextInput
        label="Name of the data set"
        required
        maxLength={64}
        value={name}
        error={validName ? null : 'Letters, digits, blanks and . _ - ( )'}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <p className="small muted">
        The device keeps its raw rows for a while, two days by default. They come below everything
        else on its line, and go on after an outage.
      </p>
    </DialogForm>
  );
}

const choices = [
  { value: '1h', label: 'Last 1 h' },
  { value: '6h', label: 'Last 6 h' },
  { value: 'fixed', label: 'From – to' },
] as const;

interface StretchFieldsProps {
  readonly stretch: Stretch;
  readonly onChange: (stretch: Stretch) => void;
  readonly invalid: boolean;
}

function StretchFields({ stretch, onChange, invalid }: StretchFieldsProps) {
  const field = (end: 'from' | 'to', label: string) => (
    <TextInput
      type="datetime-local"
      step={1}
      label={label}
      value={stretch[end]}
      error={invalid && end === 'to' ? 'Must be later than from' : null}
      onChange={(event) => onChange({ ...stretch, [end]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <SegmentedControl
        aria-label="Stretch"
        data={[...choices]}
        value={stretch.kind}
        onChange={(kind) => {
          const choice = choices.find(({ value }) => value === kind);
          if (choice !== undefined) onChange({ ...stretch, kind: choice.value });
        }}
      />
      {stretch.kind === 'fixed' && (
        <div className={classes.ends}>
          {field('from', 'From')}
          {field('to', 'To')}
        </div>
      )}
    </>
  );
}

/** What becomes of it, live. */
function Asked({ asked, onClose }: { readonly asked: Capture; readonly onClose: () => void }) {
  const list = useDatasets();
  const capture = list.data?.captures.find(({ id }) => id === asked.id) ?? asked;
  return (
    <div className={dialog.form}>
      <p>
        <strong>{capture.name}</strong>
      </p>
      <CaptureProgress capture={capture} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button
          component={Link}
          to={capture.dataset === null ? '/datasets' : `/datasets/${capture.dataset}`}
        >
          {capture.dataset === null ? 'All data sets' : 'Open the data set'}
        </Button>
      </Group>
    </div>
  );
}

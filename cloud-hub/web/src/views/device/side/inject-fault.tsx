import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { DeviceSummary } from '@lookout/shared/protocol/rest';
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { humanize } from '../../../components/format.ts';
import classes from './side.module.css';
import { endFault, type Injection, useInjection } from './use-injection.ts';

const severities = [
  { value: '1', label: 'severe' },
  { value: '0.6', label: 'moderate' },
  { value: '0.3', label: 'slight' },
];
const durations = [
  { value: '30', label: '30 s' },
  { value: '60', label: '1 min' },
  { value: '300', label: '5 min' },
  { value: '1800', label: '30 min' },
];

interface InjectFaultProps {
  readonly device: DeviceSummary;
  readonly stream: StreamReport;
}

/** Only where the source is a simulation: break something and see whether it is found. */
export function InjectFault({ device, stream }: InjectFaultProps) {
  const injection = useInjection(device.id, stream.name);
  const offline = device.presence !== 'online';
  const { activeFault, faults } = stream;
  return (
    <section className={classes.block} aria-label="Inject a fault">
      <h2>
        Inject a fault <span className={classes.aside}>simulated machine</span>
      </h2>
      <FaultForm
        faults={faults}
        active={activeFault !== null}
        disabled={offline}
        busy={injection.isPending}
        onSend={injection.send}
      />
      <p className={`${classes.injectState} small`} role="status">
        {offline && 'The device is not connected; a fault would reach it too late.'}
        {!offline && activeFault !== null && `Now: ${humanize(activeFault)}`}
        {!offline && activeFault === null && injection.answer.text}
      </p>
    </section>
  );
}

interface FaultFormProps {
  readonly faults: readonly string[];
  /** A fault is present: it can be ended. */
  readonly active: boolean;
  readonly disabled: boolean;
  readonly busy: boolean;
  readonly onSend: (injection: Injection) => void;
}

function FaultForm({ faults, active, disabled, busy, onSend }: FaultFormProps) {
  const [fault, setFault] = useState(faults[0] ?? '');
  const [severity, setSeverity] = useState('1');
  const [seconds, setSeconds] = useState('60');
  const chosen = { fault, severity: Number(severity), durationSeconds: Number(seconds) };
  const names = faults.map((name) => ({ value: name, label: humanize(name) }));
  return (
    <div className={classes.inject}>
      <div className={classes.fault}>
        <Choice label="Fault" data={names} value={fault} onChange={setFault} />
      </div>
      <Choice label="Severity" data={severities} value={severity} onChange={setSeverity} />
      <Choice label="Duration" data={durations} value={seconds} onChange={setSeconds} />
      <Button
        size="xs"
        variant="default"
        disabled={disabled}
        loading={busy}
        onClick={() => onSend(active ? endFault : chosen)}
      >
        {active ? 'End fault' : 'Inject'}
      </Button>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly data: { value: string; label: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Choice({ label, data, value, onChange }: ChoiceProps) {
  return (
    <NativeSelect
      aria-label={label}
      size="xs"
      data={data}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

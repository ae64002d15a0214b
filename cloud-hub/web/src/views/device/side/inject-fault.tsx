import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { DeviceSummary } from '@lookout/shared/protocol/rest';
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { humanize } from '../../../components/format.ts';
import classes from './side.module.css';
import { useInjection } from './use-injection.ts';

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
  const [fault, setFault] = useState(stream.faults[0] ?? '');
  const [severity, setSeverity] = useState('1');
  const [seconds, setSeconds] = useState('60');
  const injection = useInjection(device.id, stream.name);
  const offline = device.presence !== 'online';
  return (
    <section className={classes.block} aria-label="Inject a fault">
      <h2>
        Inject a fault <span className={classes.aside}>simulated machine</span>
      </h2>
      <div className={classes.inject}>
        <NativeSelect
          aria-label="Fault"
          size="xs"
          className={classes.fault}
          data={stream.faults.map((name) => ({ value: name, label: humanize(name) }))}
          value={fault}
          onChange={(event) => setFault(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label="Severity"
          size="xs"
          data={severities}
          value={severity}
          onChange={(event) => setSeverity(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label="Duration"
          size="xs"
          data={durations}
          value={seconds}
          onChange={(event) => setSeconds(event.currentTarget.value)}
        />
        {stream.activeFault === null ? (
          <Button
            size="xs"
            variant="default"
            disabled={offline}
            loading={injection.isPending}
            onClick={() =>
              injection.mutate({
                fault,
                severity: Number(severity),
                durationSeconds: Number(seconds),
              })
            }
          >
            Inject
          </Button>
        ) : (
          <Button
            size="xs"
            variant="default"
            loading={injection.isPending}
            onClick={() => injection.mutate({ fault: null, severity: 0, durationSeconds: null })}
          >
            End fault
          </Button>
        )}
      </div>
      <p className={`${classes.injectState} small`} role="status">
        {offline && 'The device is not connected; a fault would reach it too late.'}
        {!offline && stream.activeFault !== null && `Now: ${humanize(stream.activeFault)}`}
        {!offline && stream.activeFault === null && injection.outcome}
      </p>
    </section>
  );
}

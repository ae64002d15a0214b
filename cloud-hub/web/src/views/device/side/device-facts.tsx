import type { DeviceSummary } from '@lookout/shared/protocol/rest';
import { Age } from '../../../components/age.tsx';
import { formatBytes, formatLatency, formatPercent, plural } from '../../../components/format.ts';
import { Fact, Facts } from './facts.tsx';
import classes from './side.module.css';

/** How the machine fares, by its last load sample. */
export function DeviceFacts({ device }: { readonly device: DeviceSummary }) {
  const { load, lastSeenAt, agentVersion, labels } = device;
  return (
    <Facts
      title="Device"
      aside={
        load !== null && (
          <span className={classes.aside}>
            load <Age at={load.at} suffix=" ago" />
          </span>
        )
      }
    >
      <Fact name="Heard">
        {lastSeenAt === null ? 'never' : <Age at={lastSeenAt} suffix=" ago" />}
      </Fact>
      {load !== null && (
        <>
          <Fact name="CPU">{formatPercent(load.cpuPercent)} %</Fact>
          <Fact name="Memory">
            {formatBytes(load.memoryUsedBytes)} of {formatBytes(load.memoryTotalBytes)}
          </Fact>
          {load.temperatureC !== null && (
            <Fact name="Hottest" abnormal={load.throttled === true}>
              {load.temperatureC.toFixed(0)} °C
              {load.headroomC !== null && `, ${load.headroomC.toFixed(0)} °C of headroom`}
              {load.throttled === true && ', slowed down'}
            </Fact>
          )}
          {load.gpuPercent !== null && <Fact name="GPU">{formatPercent(load.gpuPercent)} %</Fact>}
          {load.powerMilliwatts !== null && (
            <Fact name="Power">
              {(load.powerMilliwatts / 1_000).toFixed(1)} W
              {load.powerMode !== null && `, mode ${load.powerMode}`}
            </Fact>
          )}
          <Fact name="Inference">
            {formatLatency(load.inferenceP50Us)}, p95 {formatLatency(load.inferenceP95Us)}
          </Fact>
          <Fact name="Queue">
            {plural(load.outbox.eventRecords, 'event')}, {plural(load.outbox.scoreRecords, 'score')}
            , {formatBytes(load.outbox.bytes)}
            {load.outbox.oldestAt !== null && (
              <>
                , oldest <Age at={load.outbox.oldestAt} />
              </>
            )}
          </Fact>
          <Fact name="Disk free">{formatBytes(load.diskFreeBytes)}</Fact>
        </>
      )}
      <Fact name="Agent">{agentVersion ?? 'unknown'}</Fact>
      {Object.entries(labels).map(([name, value]) => (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ))}
    </Facts>
  );
}

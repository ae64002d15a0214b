import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { DeviceSummary } from '@lookout/shared/protocol/rest';
import { Link, useSearchParams } from 'react-router';
import { Age } from '../../components/age.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { withParameter } from '../alerts/filter-url.ts';
import classes from './device.module.css';
import { RangeSelector } from './range-selector.tsx';

interface DeviceHeadProps {
  readonly device: DeviceSummary;
  readonly stream: StreamReport | null;
}

export function DeviceHead({ device, stream }: DeviceHeadProps) {
  const [parameters] = useSearchParams();
  const { id, site, presence, lastSeenAt, revokedAt, streams } = device;
  return (
    <header className={classes.head}>
      <h1>{id}</h1>
      <span className={classes.presence} data-presence={presence}>
        {revokedAt === null ? presence : 'revoked'}
        {presence !== 'online' && lastSeenAt !== null && (
          <>
            {', last heard '}
            <Age at={lastSeenAt} suffix=" ago" />
          </>
        )}
      </span>
      <span className="muted">
        {site}
        {stream?.area != null && `, ${stream.area}`}
      </span>
      {streams.length > 1 && (
        <Tabs label="Streams" small>
          {streams.map(({ name }) => (
            <Link
              key={name}
              to={`?${withParameter(parameters, 'stream', name)}`}
              aria-current={name === stream?.name ? 'true' : undefined}
            >
              {name}
            </Link>
          ))}
        </Tabs>
      )}
      <RangeSelector />
    </header>
  );
}

import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import classes from './charts/charts.module.css';
import type { StretchProps } from './charts/score-chart.tsx';
import { SensorChart } from './charts/sensor-chart.tsx';
import { type AlertSpans, noSpans } from './series/alert-spans.ts';

const first = 8;
const more = 24;

interface SensorChartsProps extends Omit<StretchProps, 'spans'> {
  readonly order: readonly number[];
  readonly channels: readonly ChannelInfo[];
  readonly spans: AlertSpans;
}

/** The sensors in their order; of many, the first few until more are asked for. */
export function SensorCharts({ order, channels, spans, ...stretch }: SensorChartsProps) {
  const [shown, setShown] = useState(first);
  const units = new Map(channels.map(({ name, unit }) => [name, unit]));
  return (
    <section aria-label="Sensors">
      <div className={classes.sensors}>
        {order.slice(0, shown).map((channel) => {
          const name = stretch.series.channels[channel] ?? '';
          return (
            <SensorChart
              key={name}
              {...stretch}
              spans={spans.bySensor.get(name) ?? noSpans}
              channel={channel}
              unit={units.get(name) ?? null}
            />
          );
        })}
      </div>
      {shown < order.length && (
        <UnstyledButton className={classes.more} onClick={() => setShown(shown + more)}>
          {order.length - shown} more sensors
        </UnstyledButton>
      )}
    </section>
  );
}

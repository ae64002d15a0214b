import type { ZeroOffset } from './alert/zero-offset.ts';
import type { ActiveStream } from './stream-setup.ts';

/** Where the sensors stand now, against the bundle's means. @throws Error in words */
export function newZero({ alerts, recentRows, bundle }: ActiveStream): ZeroOffset {
  if (bundle.manifest.input.kind === 'image')
    throw new Error(
      'frames have no zero that could be moved: reset without one, or give a detector that was trained on what is normal now',
    );
  const faulty = alerts.faultyChannels;
  if (faulty.length > 0)
    throw new Error(`${faulty.join(', ')} cannot be believed: mend the sensor, then take its zero`);
  const means = bundle.manifest.input.channels.map(({ mean }) => mean);
  return recentRows.offsetFrom(means, alerts.alert?.since ?? null);
}

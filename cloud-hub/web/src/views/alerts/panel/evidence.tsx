import type { ChannelEvidence } from '@lookout/shared/protocol/records';
import { formatNumber, formatPercent } from '../../../components/format.ts';
import classes from './panel.module.css';

/** The sensors behind an alert, the one that bears most of the error first. */
export function Evidence({ channels }: { readonly channels: readonly ChannelEvidence[] }) {
  const sorted = channels.toSorted((a, b) => b.share - a.share);
  return (
    <table className={classes.evidence}>
      <caption className="visually-hidden">Contributing sensors</caption>
      <thead>
        <tr>
          <th scope="col">Sensor</th>
          <th scope="col" className="number">
            Measured
          </th>
          <th scope="col" className="number">
            Expected
          </th>
          <th scope="col">Unit</th>
          <th scope="col" className="number">
            Share, %
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ channel, unit, value, expected, share }) => (
          <tr key={channel}>
            <th scope="row">{channel}</th>
            <td className="number">{formatNumber(value, expected)}</td>
            <td className="number">{formatNumber(expected, value)}</td>
            <td className="muted">{unit}</td>
            <td className={`number ${classes.share}`}>
              <span className={classes.bar} style={{ width: `${share * 100}%` }} />
              <span className={classes.shareText}>{formatPercent(share * 100)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

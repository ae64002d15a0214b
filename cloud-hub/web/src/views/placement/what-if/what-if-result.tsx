import type { WhatIfReport, WhatIfStream } from '@lookout/shared/protocol/placements';
import { Link } from 'react-router';
import { traceAddress } from '../../../api/placements.ts';
import { clockText } from '../../../components/age-text.ts';
import { plural } from '../../../components/format.ts';
import { addressOf, keyOf } from '../placement-rows.ts';
import { placedText } from '../placement-text.ts';
import own from './what-if.module.css';
import { assumedText, comparisonsOf, coverText } from './what-if-text.ts';

const hourMs = 3_600_000;
const streamsShown = 50;
const switchesShown = 10;

export function WhatIfResult({ report }: { readonly report: WhatIfReport }) {
  const { streams, left } = report;
  const assumed = assumedText(report);
  const hours = (report.to - report.from) / hourMs;
  return (
    <>
      <p className="muted">{coverText(report)}</p>
      {assumed !== null && <p className="muted">{assumed}</p>}
      <Comparison was={report.was} would={report.would} />
      <h2>By stream</h2>
      <ul className={own.streams}>
        {streams.slice(0, streamsShown).map((stream) => (
          <Stream key={keyOf(stream)} stream={stream} hours={hours} />
        ))}
      </ul>
      {streams.length > streamsShown && (
        <p className="muted">and {plural(streams.length - streamsShown, 'more stream')}.</p>
      )}
      {left.length > 0 && (
        <details>
          <summary>{plural(left.length, 'stream')} left out</summary>
          <ul>
            {left.map((one) => (
              <li key={keyOf(one)}>
                {one.device} / {one.stream}: {one.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Comparison({ was, would }: Pick<WhatIfStream, 'was' | 'would'>) {
  return (
    <table className={own.table}>
      <thead>
        <tr>
          <td />
          <th scope="col">Was</th>
          <th scope="col">Would have been</th>
        </tr>
      </thead>
      <tbody>
        {comparisonsOf({ was, would }).map((one) => (
          <tr key={one.name}>
            <th scope="row">{one.name}</th>
            <td>{one.was}</td>
            <td data-worse={one.worse}>{one.would}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface StreamProps {
  readonly stream: WhatIfStream;
  /** How much load was asked about. */
  readonly hours: number;
}

function Stream({ stream, hours }: StreamProps) {
  return (
    <li>
      <details>
        <summary>
          <Link to={addressOf(stream)}>
            {stream.device} {stream.stream}
          </Link>{' '}
          <span className="muted">
            {plural(stream.would.switches, 'switch', 'switches')} instead of {stream.was.switches}
            {stream.last !== null && `; would now run ${placedText(stream.last)}`}
          </span>
        </summary>
        <Comparison was={stream.was} would={stream.would} />
        <ol className={own.switches}>
          {stream.switches.slice(0, switchesShown).map(({ at, choice }) => (
            <li key={at}>
              {clockText(at)} {placedText(choice)}: <span className="muted">{choice.reason}</span>
            </li>
          ))}
        </ol>
        <p className="small">
          <a href={traceAddress(stream, hours)} download>
            Download its load as a trace
          </a>{' '}
          <span className="muted">for lookout simulate placement --trace FILE</span>
        </p>
      </details>
    </li>
  );
}

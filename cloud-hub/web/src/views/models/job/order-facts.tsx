import type { ThresholdChoice } from '@lookout/shared/protocol/compression';
import type { Job, JobData, JobOrder } from '@lookout/shared/protocol/jobs';
import { FactList, type FactOf } from '../../../components/fact-list.tsx';
import { plural } from '../../../components/format.ts';
import classes from './job.module.css';

/** What was asked for. */
export function OrderFacts({ job: { order } }: { readonly job: Job }) {
  const limits: FactOf[] =
    order.kind === 'train'
      ? [['Window', plural(order.request.windowLength, 'row')]]
      : [
          ['Latency', limit(order.request.budget.maxLatencyMs, 'ms')],
          ['Model file', limit(order.request.budget.maxModelKb, 'kB')],
          ['AUROC lost', `at most ${order.request.budget.maxAurocDrop}`],
          [
            'For',
            order.request.target === 'both' ? 'CPU and GPU' : order.request.target.toUpperCase(),
          ],
        ];
  const facts: FactOf[] = [
    ...limits,
    ['Threshold', thresholdText(order.request.threshold)],
    ['Learned from', sourceOf(order.data)],
    ['Judged by', judgedText(order)],
    ['Label', order.request.labelColumn ?? 'none'],
    ['Seed', String(order.request.seed)],
  ];
  return (
    <section className={classes.facts} aria-label="What was asked for">
      <h2>Asked for</h2>
      <FactList facts={facts} className={classes.asked} />
    </section>
  );
}

const sourceOf = (data: JobData): string =>
  data.kind === 'uploads' ? plural(data.ids.length, 'file') : `data set ${data.name}`;

function judgedText({ kind, data, labelled }: JobOrder): string {
  if (labelled !== null) return sourceOf(labelled);
  const none = kind === 'train' ? 'no recordings' : 'injected faults';
  return data.kind === 'uploads' ? none : `its validation part where labelled, else ${none}`;
}

const limit = (value: number | null, unit: string): string =>
  value === null ? 'no limit' : `at most ${value} ${unit}`;

function thresholdText(threshold: ThresholdChoice): string {
  switch (threshold.kind) {
    case 'falseAlarmRate':
      return `${+(100 * threshold.rate).toPrecision(3)} % of normal windows`;
    case 'alarmsPerDay':
      return `${plural(threshold.n, 'false alarm')} a day`;
    case 'costs':
      return `a false alarm costs ${threshold.falseAlarm}, a miss ${threshold.miss}`;
  }
}

import { JobOrder } from '@lookout/shared/protocol/jobs';
import { describe, expect, test } from 'vitest';
import { emptyDraft, orderOf } from './job-draft.ts';

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const files = { data: [id(1)], labelled: [], bundle: null };

describe('an order', () => {
  test('of a training, with the defaults of the form', () => {
    const order = orderOf({ ...emptyDraft('train'), name: ' Pump ' }, files);
    expect(JobOrder.parse(order)).toEqual({
      kind: 'train',
      request: {
        name: 'Pump',
        windowLength: 10,
        threshold: { kind: 'falseAlarmRate', rate: 0.003 },
        seed: 1,
      },
      data: { kind: 'uploads', ids: [id(1)] },
      labelled: null,
      reading: { ignoreColumns: [], timeColumn: null, periodMs: null, skipMissing: false },
    });
  });

  test('of a compression, with budget, base and costs', () => {
    const draft = {
      ...emptyDraft('compress'),
      name: 'Small',
      base: `job:${id(3)}/bundle.zip`,
      maxLatencyMs: 0.5,
      ignore: 'changepoint, operator,',
      labelColumn: 'anomaly',
      threshold: 'costs' as const,
      eventsPerYear: 12,
    };
    const order = JobOrder.parse(orderOf(draft, { ...files, labelled: [id(2)] }));
    expect(order).toMatchObject({
      request: {
        base: { kind: 'bundle', artefact: `job:${id(3)}/bundle.zip` },
        budget: { maxLatencyMs: 0.5, maxModelKb: null, maxAurocDrop: 0.01 },
        target: 'both',
        threshold: { kind: 'costs', falseAlarm: 1, miss: 100, eventsPerYear: 12 },
        labelColumn: 'anomaly',
      },
      labelled: { ids: [id(2)] },
      reading: { ignoreColumns: ['changepoint', 'operator'] },
    });
    expect(orderOf(draft, { ...files, bundle: id(4) })).toMatchObject({
      request: { base: { artefact: `upload:${id(4)}` } },
    });
  });

  test('a training knows no costs: what it learns from is all normal', () => {
    const order = orderOf({ ...emptyDraft('train'), name: 'x', threshold: 'costs' }, files);
    expect(order.request.threshold.kind).toBe('falseAlarmRate');
  });
});

import { expect, test } from 'vitest';
import { checkNamedColumns } from './named-columns.ts';

const columns = ['datetime', 'Pressure', 'anomaly', 'changepoint', 'id'];

test.each<[string, string | null, string[], string[]]>([
  ['all there', 'anomaly', ['changepoint'], []],
  ['nothing named', null, [], []],
  [
    'a recording of normal operation',
    'fault',
    [],
    ['the column "fault" of --label: all rows count'],
  ],
  ['nothing to ignore', null, ['operator'], ['the column "operator" of --ignore']],
])('%s', (_, label, ignore, warnings) => {
  const expected = warnings.map((text) => expect.stringContaining(text));
  expect(checkNamedColumns({ label, ignore, columns })).toEqual(expected);
});

test.each<[string, string | null, string[], string]>([
  ['another case', 'Anomaly', [], '--label "anomaly"'],
  ['a typing error', 'anomoly', [], '--label "anomaly"'],
  ['another way to write it', null, ['change-point'], '--ignore "changepoint"'],
])('%s is a mistake: learning the anomalies as normal would be worse', (_, label, ignore, hint) => {
  expect(() => checkNamedColumns({ label, ignore, columns })).toThrow(
    expect.objectContaining({ code: 'columns', message: expect.stringContaining(hint) }),
  );
});

test('short names are not taken for each other', () => {
  expect(checkNamedColumns({ label: 'tag', ignore: [], columns: ['t', 'a1', 'b2'] })).toHaveLength(
    1,
  );
});

import { expect, test } from 'vitest';
import { detectCsvShape } from './csv-shape.ts';

const names = (lines: string[]) => detectCsvShape(lines).columns.map(({ name }) => name);

test.each<[string, string[], object]>([
  [
    'SKAB: semicolons, a date and a name with blanks',
    [
      'datetime;Pressure;Volume Flow RateRMS;anomaly',
      '2020-03-09 10:14:33;0.05;32.0;0.0',
      '2020-03-09 10:14:34;0.38;32.0;0.0',
    ],
    { delimiter: ';', decimal: '.', hasHeader: true, timeColumn: 0 },
  ],
  [
    'ASD: commas, no time',
    ['m00,m01,label', '0.49,0.5,0', '0.5,0.5,0'],
    { delimiter: ',', hasHeader: true, timeColumn: null },
  ],
  [
    'TEP: runs of blanks, no header',
    ['   2.5025000e-01   3.6572000e+03', '   2.5109000e-01   3.6648000e+03'],
    { delimiter: ' ', hasHeader: false, timeColumn: null },
  ],
  [
    'European: semicolons and decimal commas',
    ['Zeit;Druck [bar];Strom [A]', '09.03.2020 10:14:33;0,05;1,33', '09.03.2020 10:14:34;0,38;1'],
    { delimiter: ';', decimal: ',', hasHeader: true, timeColumn: 0 },
  ],
  [
    'Unix times without a header',
    ['1583748873,1.5,2', '1583748874,1.5,2'],
    { delimiter: ',', hasHeader: false, timeColumn: 0 },
  ],
  ['one column', ['value', '1', '2'], { hasHeader: true, timeColumn: null }],
  ['tabs', ['a\tb', '1\t2'], { delimiter: '\t', hasHeader: true }],
  ['a byte order mark and CR LF', ['\uFEFFtime,a\r', '2020-01-01,1\r'], { timeColumn: 0 }],
  ['numbered headers of pandas', ['0,1,2', '0.5,0.25,7', '0.5,0.25,7'], { hasHeader: true }],
  ['NaN in the first row', ['NaN,1,2', '0.5,2,3'], { hasHeader: false }],
  ['text values without a header', ['ok,1,2', 'ok,2,3'], { hasHeader: false }],
  ['a header alone', ['time,a,b'], { hasHeader: true, timeColumn: null }],
  ['sensors numbered after a time', ['datetime,1,2', '2020-01-01,5,6'], { hasHeader: true }],
])('%s', (_, lines, shape) => expect(detectCsvShape(lines)).toMatchObject(shape));

test('units come from headers', () => {
  expect(
    detectCsvShape(['time,Pressure [bar],Flow (l/min),Level', '2020-01-01,1,2,3']).columns,
  ).toEqual([
    { name: 'time', unit: null },
    { name: 'Pressure', unit: 'bar' },
    { name: 'Flow', unit: 'l/min' },
    { name: 'Level', unit: null },
  ]);
});

test('columns without a name are numbered', () => {
  expect(names(['1,2', '3,4'])).toEqual(['column1', 'column2']);
  expect(names([',a,b', '0,1,2', '1,2,3'])).toEqual(['column1', 'a', 'b']);
});

test('quoted cells may hold the delimiter', () => {
  expect(names(['"Flow, in",b', '1,2'])).toEqual(['Flow, in', 'b']);
});

test.each([
  ['empty', []],
  ['empty', ['', '  ']],
  ['columns', ['a,b,a', '1,2,3']],
])('refused as %s', (code, lines) => {
  expect(() => detectCsvShape(lines)).toThrow(expect.objectContaining({ code }));
});

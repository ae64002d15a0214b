import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { outputNames, scalingOf } from './import-options.ts';

test.each([
  ['reconstruction=x_hat', { reconstruction: 'x_hat' }],
  ['mu=enc/mu:0, logvar=enc/lv=2', { mu: 'enc/mu:0', logvar: 'enc/lv=2' }],
  ['sigma=std,score=17', { sigma: 'std', score: '17' }],
])('outputs %s', (text, expected) => expect(outputNames(text)).toEqual(expected));

test.each(['x_hat', 'recon=x_hat', 'mu=', ''])('outputs "%s" are refused', (text) => {
  expect(() => outputNames(text)).toThrow(InvalidArgumentError);
});

test.each([
  ['standard', { kind: 'standard' }],
  ['none', { kind: 'none' }],
  ['0..1', { kind: 'range', from: 0, to: 1 }],
  ['-1..1', { kind: 'range', from: -1, to: 1 }],
  ['-0.5..2.5', { kind: 'range', from: -0.5, to: 2.5 }],
  ['../scaling.json', { kind: 'file', file: '../scaling.json' }],
])('scaling %s', (text, expected) => expect(scalingOf(text)).toEqual(expected));

test('a range that runs backwards is refused', () => {
  expect(() => scalingOf('1..0')).toThrow(InvalidArgumentError);
});

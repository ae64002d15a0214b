import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AS_PRIMITIVES } from './as-primitives.ts';
import { RULES } from './autodiff/rules.ts';
import { INFER } from './infer.ts';

const ROW = /^\| (\w+) +\| (yes|no) +\| (yes|no|as primitives) +\|/gm;

test('OPERATORS.md says of every operator what the code does, in alphabetical order', () => {
  const text = readFileSync(new URL('./OPERATORS.md', import.meta.url), 'utf8');
  const written = Array.from(text.matchAll(ROW), ([, op = '', inference, gradient]) => {
    return [op, inference, gradient];
  });
  const operators = new Set([INFER, RULES, AS_PRIMITIVES].flatMap((table) => Object.keys(table)));
  const actual = [...operators]
    .sort()
    .map((op) => [op, op in INFER ? 'yes' : 'no', gradientOf(op)]);
  expect(written).toEqual(actual);
});

function gradientOf(op: string): string {
  if (op in AS_PRIMITIVES) return 'as primitives';
  return op in RULES ? 'yes' : 'no';
}

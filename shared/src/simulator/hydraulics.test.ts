import { describe, expect, test } from 'vitest';
import { type HydraulicConditions, operatingPoint } from './hydraulics.ts';
import { buildUnit } from './loop-unit.ts';

const unit = buildUnit(0, 0);
const at = (conditions: Partial<HydraulicConditions> = {}) =>
  operatingPoint(unit, {
    speed: 1,
    suctionBar: 0.04,
    opening: unit.valveOpening,
    leak: 0,
    headLeft: 1,
    ...conditions,
  });

test('the rated point is where the drawing puts it', () => {
  const { flowLpm, dischargeBar } = at();
  expect(flowLpm).toBeCloseTo(126.8, 0);
  expect(dischargeBar).toBeCloseTo(0.46, 2);
});

test.each([0.5, 0.8, 1, 1.2])('the point at speed %s lies on both curves', (speed) => {
  const { flowLpm, dischargeBar } = at({ speed });
  const pump = 0.04 + unit.shutOffBar * speed ** 2 - unit.pumpCurve * flowLpm ** 2;
  const curve = unit.pipeCurve + unit.valveCurve / unit.valveOpening ** 2;
  expect(dischargeBar).toBeCloseTo(pump, 9);
  expect(dischargeBar).toBeCloseTo(unit.staticBar + curve * flowLpm ** 2, 9);
});

test('affinity: without static and suction head flow goes with speed, pressure with its square', () => {
  const flat = { ...unit, staticBar: 0 };
  const point = (speed: number) =>
    operatingPoint(flat, { speed, suctionBar: 0, opening: 0.8, leak: 0, headLeft: 1 });
  expect(point(0.5).flowLpm / point(1).flowLpm).toBeCloseTo(0.5, 9);
  expect(point(0.5).dischargeBar / point(1).dischargeBar).toBeCloseTo(0.25, 9);
});

describe('what flows in flows out', () => {
  test.each([0, 0.2, 1])('with a leak of %s', (leak) => {
    const { pumpLpm, flowLpm, leakLpm } = at({ leak });
    expect(pumpLpm).toBeCloseTo(flowLpm + leakLpm, 6);
    expect(leakLpm > 0).toBe(leak > 0);
  });
});

test.each([
  ['a pump that stands', { speed: 0, suctionBar: 0 }],
  ['a shut valve', { opening: 0 }],
  ['no head left', { headLeft: 0, suctionBar: 0 }],
])('%s gives finite numbers', (_, conditions) => {
  const values = Object.values(at(conditions));
  expect(values.every(Number.isFinite)).toBe(true);
  expect(at(conditions).flowLpm).toBeLessThan(4);
});

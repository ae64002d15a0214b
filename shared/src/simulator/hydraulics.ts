import type { LoopUnit } from './loop-unit.ts';

export interface OperatingPoint {
  /** Before the valve, bar. */
  readonly dischargeBar: number;
  /** Through valve and meter, l/min. */
  readonly flowLpm: number;
  /** Through the pump, l/min. */
  readonly pumpLpm: number;
  /** Through the hole, l/min. */
  readonly leakLpm: number;
}

export interface HydraulicConditions {
  /** Of rated. */
  readonly speed: number;
  /** At the pump's inlet, bar. */
  readonly suctionBar: number;
  /** 0 to 1, closed to fully open. */
  readonly opening: number;
  /** Of a hole, 0 to 1. */
  readonly leak: number;
  /** Share of the head that is left, 1 without cavitation. */
  readonly headLeft: number;
}

/**
 * Where the pump's curve meets the system's. By the affinity laws the pump at speed n gives
 * Δp = n²·shutOff − pumpCurve·Q²; valve, pipes and hole take p = static + k·Q² and Q = c·√p. All of it is
 * monotone in the discharge pressure, so bisection finds the one point where what flows in flows out.
 */
export function operatingPoint(unit: LoopUnit, now: HydraulicConditions): OperatingPoint {
  const shutOffBar = now.suctionBar + unit.shutOffBar * now.speed ** 2 * now.headLeft;
  const systemCurve = unit.pipeCurve + unit.valveCurve / Math.max(now.opening, 0.01) ** 2;
  const pump = (bar: number) => Math.sqrt(Math.max(0, shutOffBar - bar) / unit.pumpCurve);
  const system = (bar: number) => Math.sqrt(Math.max(0, bar - unit.staticBar) / systemCurve);
  const hole = (bar: number) => now.leak * unit.leakCurve * Math.sqrt(Math.max(0, bar));
  let low = 0;
  let high = Math.max(0, shutOffBar);
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (pump(middle) > system(middle) + hole(middle)) low = middle;
    else high = middle;
  }
  const dischargeBar = (low + high) / 2;
  return {
    dischargeBar,
    flowLpm: system(dischargeBar),
    pumpLpm: pump(dischargeBar),
    leakLpm: hole(dischargeBar),
  };
}

import { type WavePlan, WaveRule } from '@lookout/shared/protocol/rollouts';
import { InvalidArgumentError } from 'commander';

export interface Wave {
  readonly name: string;
  readonly members: WavePlan['members'];
}

const expected =
  'Expected [NAME:]RULE, where RULE is 10%, count=1, site=A,B, label=KEY=VALUE, hand=DEVICE/STREAM,… or rest.';

/** One `--wave`, added to those before it. */
export function wave(text: string, earlier: readonly Wave[] = []): Wave[] {
  const [, named, rule = ''] = /^(?:([^:=%]+):)?(.+)$/.exec(text) ?? [];
  const members = WaveRule.safeParse(ruleOf(rule));
  if (!members.success) throw new InvalidArgumentError(expected);
  return [...earlier, { name: (named ?? rule).slice(0, 64), members: members.data }];
}

function ruleOf(rule: string): unknown {
  if (rule === 'rest') return { kind: 'rest' };
  const [, percent] = /^([\d.]+)%$/.exec(rule) ?? [];
  if (percent !== undefined) return { kind: 'percent', percent: Number(percent) };
  const [, key, value = ''] = /^(count|site|label|hand)=(.+)$/.exec(rule) ?? [];
  switch (key) {
    case 'count':
      return { kind: 'count', count: Number(value) };
    case 'site':
      return { kind: 'site', sites: value.split(',') };
    case 'label': {
      const at = value.indexOf('=');
      return { kind: 'label', label: value.slice(0, Math.max(at, 0)), value: value.slice(at + 1) };
    }
    case 'hand':
      return { kind: 'hand', assets: value.split(',').map(assetOf) };
    default:
      return null;
  }
}

function assetOf(text: string): { device: string; stream: string } {
  const [device = '', stream = ''] = text.split('/');
  return { device, stream };
}

const unitMs: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 },
};

/** Such as 90s, 10m, 2h. @returns milliseconds */
export function duration(text: string): number {
  const [, figure, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = unitMs[unit];
  if (figure === undefined || factor === undefined)
    throw new InvalidArgumentError('Expected a time with its unit, such as 20ms, 90s, 10m or 2h.');
  return Math.round(Number(figure) * factor);
}

/** As above, of at least so long. */
export const durationFrom =
  (leastMs: number) =>
  (text: string): number => {
    const ms = duration(text);
    if (ms >= leastMs) return ms;
    throw new InvalidArgumentError(
      `Expected ${leastMs / 1000}s or longer, such as 90s, 10m or 2h.`,
    );
  };

/** From 0 to 1, or 0% to 100%, all included. */
export function shareOf(text: string): number {
  const [, figure, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const value = percent === '%' ? Number(figure) / 100 : Number(figure);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a share such as 0.9 or 90%.');
}

import { InvalidArgumentError } from 'commander';
import type { OwnScaling } from '../compression/import/own-scaling.ts';
import { type OutputNames, outputRoles } from '../compression/import/terms.ts';

/** As `OwnScaling`, with a file that is still to be read. */
export type ScalingOption =
  | Exclude<OwnScaling, { kind: 'given' }>
  | { readonly kind: 'file'; readonly file: string };

/** ROLE=NAME, separated by commas. */
export function outputNames(text: string): OutputNames {
  const named = text.split(',').map((part) => {
    const [, key, name] = /^\s*([^=]+)=(.+?)\s*$/.exec(part) ?? [];
    const role = outputRoles.find((one) => one === key);
    if (role && name) return [role, name] as const;
    throw new InvalidArgumentError(
      `Expected ROLE=NAME,... with the roles ${outputRoles.join(', ')}, such as reconstruction=x_hat.`,
    );
  });
  return Object.fromEntries(named);
}

/** standard, none, FROM..TO, or else a file. */
export function scalingOf(text: string): ScalingOption {
  if (text === 'standard' || text === 'none') return { kind: text };
  const [, low, high] = /^(-?[\d.]+?)\.\.(-?[\d.]+)$/.exec(text) ?? [];
  if (low === undefined) return { kind: 'file', file: text };
  const [from, to] = [Number(low), Number(high)];
  if (from < to) return { kind: 'range', from, to };
  throw new InvalidArgumentError('Expected FROM..TO with FROM below TO, such as 0..1 or -1..1.');
}

import { ReleasePhase } from '@lookout/shared/protocol/release-phase';
import type { FleetCounts } from '../../simulate/fleet.ts';
import { table } from '../table.ts';

const inOrder = ({ phases }: FleetCounts): [ReleasePhase, number][] =>
  ReleasePhase.options.flatMap((phase) => {
    const count = phases.get(phase);
    return count === undefined ? [] : [[phase, count] satisfies [ReleasePhase, number]];
  });

/** One line of how the fleet stands. */
export function statusLine(counts: FleetCounts): string {
  const { online, asleep, silent } = counts;
  const presence = [
    `${online} online`,
    ...(asleep > 0 ? [`${asleep} asleep`] : []),
    ...(silent > 0 ? [`${silent} silent`] : []),
  ].join(', ');
  const phases = inOrder(counts).map(([phase, count]) => `${phase} ${count}`);
  return `${presence} · ${phases.length === 0 ? 'no release yet' : phases.join(', ')}`;
}

/** @param blockBytes of all blocks that came, packed */
export function fleetTable(counts: FleetCounts, blockBytes: number): string {
  const { devices, online, asleep, silent, waitingEvents, wireBytes } = counts;
  const withRelease = [...counts.phases.values()].reduce((sum, count) => sum + count, 0);
  const rows = [
    ...[['online', online] as const, ['asleep', asleep] as const, ['silent', silent] as const],
    ...inOrder(counts),
    ['no release', devices - withRelease] as const,
  ].filter(([, count]) => count > 0);
  const perDevice = (bytes: number) => `${(bytes / devices / 1000).toFixed(1)} kB`;
  return [
    table(
      ['', 'devices', 'share'],
      rows.map(([what, count]) => [what, `${count}`, `${((100 * count) / devices).toFixed(1)} %`]),
    ),
    '',
    `On the wire, both ways: ${perDevice(wireBytes)} per device, of it blocks: ${perDevice(blockBytes)}.`,
    `Events that the hub has not acknowledged: ${waitingEvents}.`,
  ].join('\n');
}

export const fleetDocument = (counts: FleetCounts, blockBytes: number) => ({
  ...counts,
  phases: Object.fromEntries(inOrder(counts)),
  blockBytes,
});

import { isSame } from '@lookout/shared/placement/candidates';
import type { SwitchReport } from '@lookout/shared/protocol/placement';
import { type PlacementDetail, scopeText } from '@lookout/shared/protocol/placements';
import {
  type PlacementsBesideHub,
  placementsBesideHub,
} from '../../placement/placements-beside-hub.ts';
import { besideHub, print } from '../beside-hub.ts';
import { CliError, exitCodes, usageError } from '../exit.ts';
import { table } from '../table.ts';
import type { ListOptions } from './placement.ts';
import {
  describeEntry,
  entryRow,
  placeText,
  policyText,
  problemText,
  providersText,
  timeText,
  when,
} from './words.ts';

export const onPlacements = <T>(work: (rooms: PlacementsBesideHub) => Promise<T>): Promise<T> =>
  besideHub((database) => work(placementsBesideHub(database)));

export async function listPlacements({ site, problems, json }: ListOptions): Promise<void> {
  const all = await onPlacements(({ placements }) => placements.entries());
  const shown = all.filter(
    (entry) =>
      (site === undefined || entry.site === site) && (!problems || entry.problems.length > 0),
  );
  const header = ['stream', 'site', 'runs', 'by', 'switches/h', 'p95', 'deadline', 'why'];
  const lines = shown.flatMap((entry) =>
    entry.problems.map((one) => `  ${entry.device}/${entry.stream}: ${problemText(one)}`),
  );
  const text = [
    table(header, shown.map(entryRow)),
    ...(lines.length > 0 ? ['', 'Problems:', ...lines] : []),
  ].join('\n');
  print(json, shown, text);
}

export async function showPlacement(asset: string, json: boolean): Promise<void> {
  const [device = '', stream = null, ...rest] = asset.split('/');
  if (device === '' || stream === '' || rest.length > 0)
    throw usageError(`expected DEVICE/STREAM, such as pump-1/loop, or DEVICE, not "${asset}"`);
  const detail = await onPlacements(async ({ placements }) =>
    placements.detail(device, stream ?? (await onlyStream(placements, device))),
  );
  print(json, detail, detailText(detail));
}

/** @throws CliError where the device has none, or several */
async function onlyStream(
  placements: PlacementsBesideHub['placements'],
  device: string,
): Promise<string> {
  const [first, ...others] = await placements.entries([device]);
  if (first === undefined)
    throw new CliError(
      exitCodes.failure,
      `there is no device ${device} that has told of a stream; "lookout placement list" shows all`,
    );
  if (others.length === 0) return first.stream;
  const names = [first, ...others].map(({ stream }) => `${device}/${stream}`);
  throw usageError(`${device} has several streams: say one of ${names.join(', ')}`);
}

function detailText(detail: Omit<PlacementDetail, 'epoch' | 'revision'>): string {
  const { entry, report, predicted, history, switches, policy, policyChain } = detail;
  const [source] = policyChain;
  return [
    ...describeEntry(entry),
    providersText(detail),
    `Policy: ${source === undefined ? 'built in' : scopeText(source.scope)} (${policyText(policy)})`,
    ...((report?.profiles ?? []).length === 0
      ? []
      : ['', profilesText(report?.profiles ?? [], predicted)]),
    ...(history.length === 0 ? [] : ['', 'Choices, the newest first:']),
    ...history
      .slice(0, 10)
      .map(({ at, choice }) => `  ${when(at)}  ${placeText(choice)}: ${choice.reason}`),
    ...(switches.length === 0 ? [] : ['', 'Switches, the newest first:']),
    ...switches.slice(0, 10).map(switchText),
  ].join('\n');
}

function switchText({ at, to, by, code, agreement, windows, tookMs }: SwitchReport): string {
  const agreed =
    agreement === null ? '' : `, ${(100 * agreement).toFixed(1)} % of ${windows} windows agreed`;
  return `  ${when(at)}  to ${placeText(to)} by the ${by} (${code}) in ${Math.round(tookMs)} ms${agreed}`;
}

function profilesText(
  profiles: NonNullable<PlacementDetail['report']>['profiles'],
  predicted: PlacementDetail['predicted'],
): string {
  const rows = profiles.map((profile) => {
    const now = predicted.find((one) => isSame(one, profile));
    const usable = profile.usable === 'yes' ? '' : `${profile.usable}: ${profile.detail}`;
    const times = [profile.p50Us, profile.p95Us, now?.p95Us];
    return [placeText(profile), ...times.map(timeText), usable];
  });
  return table(['variant', 'p50', 'p95 idle', 'p95 now', ''], rows);
}

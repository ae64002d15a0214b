import type { Asset } from '@lookout/shared/protocol/rest';
import { compareNames } from '../../components/by-name.ts';
import { type AssetStatus, severityRank } from './asset-status.ts';

export interface RankedAsset {
  readonly id: string;
  readonly asset: Asset;
  readonly status: AssetStatus;
}

export interface AreaGroup {
  readonly area: string | null;
  readonly assets: readonly RankedAsset[];
}

export interface SiteGroup {
  readonly site: string;
  readonly areas: readonly AreaGroup[];
}

/** Sites, their areas and their assets, the worst first at every level, then by name. */
export function groupAssets(assets: readonly RankedAsset[]): SiteGroup[] {
  const sorted = assets.toSorted(
    (a, b) => severityRank(a.status) - severityRank(b.status) || compareNames(a.id, b.id),
  );
  const sites = groupInOrder(sorted, (each) => each.asset.site);
  return ordered(sites).map(([site, members]) => ({
    site,
    areas: ordered(groupInOrder(members, (each) => each.asset.area)).map(([area, inArea]) => ({
      area,
      assets: inArea,
    })),
  }));
}

/** Of sorted members, the first is a group's worst. */
function ordered<K extends string | null>(groups: Map<K, RankedAsset[]>): [K, RankedAsset[]][] {
  const rank = (members: readonly RankedAsset[]) =>
    Math.min(...members.map((each) => severityRank(each.status)));
  return [...groups].sort(
    ([a, inA], [b, inB]) => rank(inA) - rank(inB) || compareNames(a ?? '', b ?? ''),
  );
}

function groupInOrder<K>(assets: readonly RankedAsset[], keyOf: (asset: RankedAsset) => K) {
  const groups = new Map<K, RankedAsset[]>();
  for (const each of assets) {
    const members = groups.get(keyOf(each));
    if (members === undefined) groups.set(keyOf(each), [each]);
    else members.push(each);
  }
  return groups;
}

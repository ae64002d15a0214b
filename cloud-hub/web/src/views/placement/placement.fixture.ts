import type { PlacementDetail, PlacementEntry } from '@lookout/shared/protocol/placements';
import { defaultPolicy } from './policy/policy-draft.ts';

export const entryOf = (given: Partial<PlacementEntry> = {}): PlacementEntry => ({
  ...{ site: 'plant', device: 'pump-1', stream: 'loop', labels: {}, presence: 'online' },
  ...{ state: 'placed', release: null, running: { variant: 'cpu-int8', provider: 'cpu' } },
  ...{ by: 'hub', takenBack: false, since: 1_000, number: 1, decidedAt: 1_000, switches: 0 },
  choice: { variant: 'cpu-int8', provider: 'cpu', code: 'small', reason: 'Small enough.' },
  ...{ headroomC: null, cpuPercent: null, gpuPercent: null, lagP95Us: null, deadlineUs: null },
  ...{ policySource: null, problems: [] },
  ...given,
});

export const detailOf = (given: Partial<PlacementDetail> = {}): PlacementDetail => ({
  ...{ epoch: 'a', revision: 1, at: 5_000, entry: entryOf(), policy: defaultPolicy },
  ...{ policyChain: [], report: null, wish: null, variants: [], predicted: [], waiting: {} },
  ...{ history: [], switches: [], load: null, cpuCount: 4, board: null, strideMs: 500 },
  ...{ providers: ['cpu'], unusableProviders: [] },
  ...given,
});

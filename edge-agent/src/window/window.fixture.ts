import type { ChannelSpec } from '@lookout/shared/bundle/detector-input';
import type { WindowSettings } from './window-builder.ts';

export const channelSpec = (name: string, limits: Partial<ChannelSpec> = {}): ChannelSpec => ({
  name,
  unit: 'bar',
  mean: 0,
  sd: 1,
  plausibleMin: null,
  plausibleMax: null,
  stuckAfterRows: null,
  ...limits,
});

export const windowSettings = (settings: Partial<WindowSettings> = {}): WindowSettings => ({
  bridgeRows: 0,
  staleAfterMs: null,
  missingAfterRows: 5,
  recoverAfterRows: 3,
  ...settings,
});

import { rowsOf } from '@lookout/shared/detector/window-size';
import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { StreamConfig } from './config/schema.ts';
import type { ActiveStream } from './stream-setup.ts';
import type { Standing } from './stream-standing.ts';

/** A stream as `reported` tells it. @param active null while no detector runs */
export function reportOf(
  { name, area, source }: StreamConfig,
  active: ActiveStream | null,
  standing: Standing,
): StreamReport {
  const manifest = active?.bundle.manifest;
  const channels = manifest?.input.channels ?? [];
  return {
    name,
    area,
    source: source.type,
    modelDigest: active?.bundle.digest ?? null,
    modelName: manifest?.name ?? null,
    variant: manifest?.variant ?? null,
    provider: active?.provider.provider ?? null,
    providerReason: active?.provider.reason ?? null,
    windowLength: manifest === undefined ? null : rowsOf(manifest.input),
    periodMs: manifest?.input.periodMs ?? null,
    channels: channels.map(({ name, unit }) => ({ name, unit })),
    threshold: active?.alerts.level ?? null,
    judgement: active?.alerts.judgement ?? null,
    phase: standing.phase,
    errorCode: standing.code,
    errorText: standing.text?.slice(0, 512) ?? null,
    faults: [...(active?.source.faults ?? [])],
    activeFault: active?.source.activeFault ?? null,
    release: null,
    placement: null,
  };
}

import { sha256Hex } from '../bundle/read-bundle.ts';
import { shapeText } from '../onnx/operator-graph.ts';
import type { LatencyEntry, Setting } from './latency-table.ts';
import type { Timing } from './timing-job.ts';
import { workOf } from './work.ts';

/** What of an entry the model's file says, whatever machine it runs on. */
export type ModelFacts = Pick<
  LatencyEntry,
  'modelSha256' | 'shapeKey' | 'fileBytes' | 'work' | 'widths' | 'bundleId' | 'name'
>;

/**
 * A session setting that changes how a model runs makes another shape of it.
 * @throws OnnxError `malformed`
 */
export function shapeKeyOf(
  model: Uint8Array,
  sessionConfig: Readonly<Record<string, string>> = {},
): string {
  const settings = Object.entries(sessionConfig).map(([key, value]) => `\n${key}=${value}`);
  return sha256Hex(new TextEncoder().encode(shapeText(model) + settings.sort().join('')));
}

/** @throws OnnxError `malformed` */
export const factsOf = (
  name: string,
  model: Uint8Array,
  known: {
    readonly bundleId?: string;
    readonly widths?: string;
    readonly sessionConfig?: Readonly<Record<string, string>>;
  } = {},
): ModelFacts => ({
  name: name.slice(0, 256),
  bundleId: known.bundleId ?? null,
  widths: known.widths ?? null,
  modelSha256: sha256Hex(model),
  shapeKey: shapeKeyOf(model, known.sessionConfig),
  fileBytes: model.length,
  work: workOf(model),
});

export function makeEntry(
  facts: ModelFacts,
  setting: Setting,
  { model: _, p95Ms: __, ...timing }: Timing,
  peakRssBytes: number | null,
): LatencyEntry {
  return { ...facts, ...timing, ...setting, peakRssBytes };
}

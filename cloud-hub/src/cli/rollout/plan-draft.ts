import { RolloutPlan } from '@lookout/shared/protocol/rollouts';
import { usageError } from '../exit.ts';
import type { Limit } from './gate-option.ts';
import type { PlanOptions } from './plan-options.ts';

const limitOf = (limit: Limit): number | null => (limit === 'off' ? null : limit);

interface Chosen {
  readonly id: string;
  /** Such as pump@7. */
  readonly title: string;
}

/** The plan that the options ask for. @throws CliError that names the option */
export function planOf(release: Chosen, options: PlanOptions): RolloutPlan {
  const parsed = RolloutPlan.safeParse(draftOf(release, options));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [part, key] = issue?.path ?? [];
  const option = optionOf[`${String(part)}.${String(key)}`] ?? optionOf[String(part)] ?? '';
  throw usageError(`${option}: ${issue?.message ?? 'not as expected'}.`);
}

/** What an option's own parser lets through and the plan does not: lengths and counts. */
const optionOf: Readonly<Record<string, string>> = {
  ...{ name: '--name', variant: '--variant', waves: '--wave', 'schedule.windows': '--window' },
  ...{ 'target.labels': '--label', deadlines: '--accept, --download, --install' },
  ...{ gates: '--max-…, --min-agreement', install: '--shadow, --trial, --install' },
};

const usualWaves: NonNullable<PlanOptions['wave']> = [
  { name: 'canary', members: { kind: 'count', count: 1 } },
  { name: '10%', members: { kind: 'percent', percent: 10 } },
  { name: 'rest', members: { kind: 'rest' } },
];

function draftOf({ id, title }: Chosen, options: PlanOptions): unknown {
  const { wave: waves = usualWaves, success, maxFailures, minSample, soak } = options;
  const { site, device, stream, label, accept, download, install, assignment, start, window } =
    options;
  const limits = {
    minAgreement: limitOf(options.minAgreement),
    maxLatencyRatio: limitOf(options.maxLatencyRatio),
    maxLatencyUs: limitOf(options.maxLatency),
    maxAddedMemoryBytes: limitOf(options.maxMemory),
  };
  return {
    ...{ name: options.name ?? title, release: id, variant: options.variant },
    target: { sites: site, devices: device, streams: stream, labels: label },
    waves: waves.map(({ name, members }, i) => ({
      ...{ name, members, byHand: options.byHand === true && i > 0 },
      ...{ successShare: success, maxFailureShare: maxFailures, minSample, soakMs: soak },
    })),
    gates: {
      ...limits,
      ...{
        maxAurocDrop: limitOf(options.maxAurocDrop),
        maxAlertRatio: limitOf(options.maxAlertRatio),
      },
      ...{
        maxTemperatureC: limitOf(options.maxTemperature),
        maxQueueRecords: limitOf(options.maxQueue),
      },
    },
    deadlines: {
      ...{ acceptMs: accept, downloadMs: download, installMs: install },
      assignmentMs: assignment,
    },
    // A device judges its own bundle by the same limits that halt the rollout.
    install: {
      ...{ shadowWindows: options.shadow, trialWindows: options.trial, maxInstallMs: install },
      ...limits,
    },
    schedule: { startAt: start ?? null, windows: window },
  };
}

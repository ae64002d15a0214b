import type {
  LatencyEntry,
  LatencyTable,
  ProviderCheck,
} from '@lookout/shared/profile/latency-table';
import { macsOfWork } from '@lookout/shared/profile/work';

const header = [
  ...['bundle', 'provider', 'batch', 'p50 ms', 'p99 ms', 'first ms', 'faster', 'memory'],
  ...['file', 'MACs', 'golden'],
];

/** A device's latencies for people: one line for each model, provider and batch; then what is amiss. */
export function renderProfile({ device, entries, checks }: Required<LatencyTable>): string {
  const { model, cores, arch, os, ortVersion, providers } = device;
  const golden = (entry: LatencyEntry): string => {
    const check = checks.find(
      ({ name, provider }) => name === entry.name && provider === entry.provider,
    );
    return check === undefined ? '–' : check.outcome === 'ok' ? 'agrees' : 'DISAGREES';
  };
  const rows = entries.map((entry) => [
    ...[entry.name, entry.provider, String(entry.batch)],
    ...[entry.p50Ms, entry.p99Ms, entry.firstRunMs].map(milliseconds),
    speedUp(entry),
    entry.peakRssBytes === null ? '–' : bytes(entry.peakRssBytes),
    bytes(entry.fileBytes),
    entry.work === null ? '–' : count(macsOfWork(entry.work)),
    golden(entry),
  ]);
  const findings = findingsOf(checks);
  return [
    `${model}, ${cores} cores ${arch}, ${os}, ONNX Runtime ${ortVersion} (${providers.join(', ')})`,
    '',
    ...(rows.length > 0 ? [table(rows), ''] : []),
    ...findings,
  ]
    .join('\n')
    .trimEnd();
}

const amiss: Readonly<Record<ProviderCheck['outcome'], string>> = {
  ok: 'partly on another provider',
  disagrees: 'DISAGREES with its golden windows',
  fellBack: 'not timed, it fell back silently',
  unusable: 'cannot be used',
};

/** One line for all bundles that a provider treats alike. */
function findingsOf(checks: readonly ProviderCheck[]): string[] {
  const bad = checks.filter(
    ({ outcome, provider, nodes }) =>
      outcome !== 'ok' || Object.keys(nodes).some((one) => one !== provider),
  );
  const alike = Map.groupBy(bad, ({ name, provider, outcome, detail }) => {
    const reason = detail.startsWith(`${name}: `) ? detail.slice(name.length + 2) : detail;
    return `${provider}: ${amiss[outcome]}: ${reason}`;
  });
  return [...alike].map(([text, same]) =>
    same.length === checks.filter(({ provider }) => provider === same[0]?.provider).length
      ? text
      : `${same.map(({ name }) => name).join(', ')} on ${text}`,
  );
}

function speedUp({ speedUp }: LatencyEntry): string {
  if (speedUp === null) return '1';
  const [value, low, high] = [speedUp.value, speedUp.low, speedUp.high].map((x) => x.toFixed(2));
  return `${value} (${low}–${high})`;
}

/** Three figures: latencies lie between microseconds and minutes. */
const milliseconds = (ms: number): string =>
  ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms >= 1 ? ms.toFixed(2) : ms.toFixed(3);

const scaled = (value: number, step: number, units: readonly string[]): string => {
  const power = Math.min(
    units.length - 1,
    Math.max(0, Math.floor(Math.log(value || 1) / Math.log(step))),
  );
  const figure = value / step ** power;
  return `${figure.toFixed(power > 0 && figure < 100 ? 1 : 0)}${units[power]}`;
};
const bytes = (value: number): string => scaled(value, 1024, [' B', ' KiB', ' MiB', ' GiB']);
const count = (value: number): string => scaled(value, 1000, ['', 'k', 'M', 'G']);

/** Text to the left, figures to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const isText = (i: number) => i < 2 || i === header.length - 1;
  return all
    .map((row) =>
      widths
        .map((width, i) =>
          isText(i) ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

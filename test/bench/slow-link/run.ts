import { eventually } from '../../support/eventually.ts';
import type { Findings } from './findings.ts';
import { Halts } from './halts.ts';
import { Outages } from './outages.ts';
import { quick, whole, wire } from './setting.ts';
import { Site } from './site.ts';
import { SlowLine } from './slow-line.ts';

// In a network namespace of its own: `unshare -n node run.ts whole|quick`. Findings as JSON on stdout, what
// goes on on stderr.
const setting = process.argv[2] === 'whole' ? whole : quick;
const line = await SlowLine.lay(wire, setting.seed);
const site = await Site.open();
try {
  console.log(JSON.stringify(await measure()));
} catch (error) {
  console.error(site.agentLog);
  console.error(await site.rolloutStands());
  throw error;
} finally {
  await site.close();
  await line.end();
}

async function measure(): Promise<Findings> {
  await site.startAgent(line);
  await eventually(
    'it scores',
    async () => (site.connections > 0 && (await site.known()).scores ? true : null),
    120_000,
  );
  const [before, connectionsBefore] = [await line.counts(), site.connections];
  const bundleBytes = await site.rollOut(setting.ballastBytes);
  const approvedAt = performance.now();
  const outages = new Outages(line);
  if (setting.outage !== null) outages.begin(setting.outage);
  const halts = new Halts(site, line, outages, setting);
  const told = setInterval(() => void tell(approvedAt, halts), 10_000);
  const halting = halts.run(approvedAt);
  const since = () => Math.round(performance.now() - approvedAt);
  const phaseAfter = (...phases: readonly string[]) =>
    eventually(
      `past ${phases.join(', ')}`,
      async () => {
        const phase = (await site.onDevice())?.phase;
        return phase === undefined || phases.includes(phase) ? null : phase;
      },
      setting.withinMs,
    );
  const end = (async () => {
    await phaseAfter('OFFERED', 'DOWNLOADING');
    const downloadedMs = since();
    const counts = await line.counts();
    const { cutMs } = outages;
    const phase = await phaseAfter(
      'OFFERED',
      'DOWNLOADING',
      'VERIFIED',
      'SELF_TEST',
      'SHADOW',
      'TRIAL',
    );
    if (phase !== 'COMMITTED') throw new Error(`the device says ${phase}`);
    return { downloadedMs, committedMs: since(), cutMs: Math.round(cutMs), counts };
  })();
  const [{ downloadedMs, committedMs, cutMs, counts }] = await Promise.all([end, halting]);
  clearInterval(told);
  outages.end();
  const of = (way: 'down' | 'up', what: 'bytes' | 'packets' | 'lostPackets') =>
    counts[way][what] - before[way][what];
  return {
    ...{ bundleBytes, downloadedMs, committedMs, haltedMs: Math.round(halts.haltedMs) },
    ...{ outages: outages.count, cutMs, reconnects: site.connections - connectionsBefore },
    ...{ downBytes: of('down', 'bytes'), upBytes: of('up', 'bytes') },
    lostShare:
      (of('down', 'lostPackets') + of('up', 'lostPackets')) /
      (of('down', 'packets') + of('up', 'packets')),
    blockBytes: await site.blockBytes(),
    halts: halts.found,
  };
}

async function tell(approvedAt: number, halts: Halts): Promise<void> {
  const { release, presence } = await site.known();
  const { down } = await line.counts();
  const seconds = Math.round((performance.now() - approvedAt) / 1000);
  console.error(
    `${seconds} s: ${presence}, ${release?.phase} ${release?.haveBytes} of ${release?.totalBytes} bytes, ` +
      `${down.bytes} down, ${site.connections} connections, halts ${halts.found.map(({ deviceMs, nearOutage }) => `${deviceMs}${nearOutage ? '*' : ''}`).join(' ')}`,
  );
}

import { join } from 'node:path';
import { AlertPage, type Series, Series as SeriesSchema } from '@lookout/shared/protocol/rest';
import { expect, onTestFinished, test } from 'vitest';
import { configureAgent, startAgent } from '../support/agent.ts';
import { openBrowser } from '../support/browser.ts';
import { runCommand } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { type FaultyRecording, faultyRecordings } from '../support/faulty-recording.ts';
import { TestHub } from '../support/hub.ts';
import { scratchFolder } from '../support/scratch.ts';

const rowsPerSecond = 40; // recorded at one a second

/**
 * The main job with nothing left out: a detector trained by the command line on the normal rows of some
 * recordings watches others that it has never seen, through agent, broker, hub and browser.
 */
test('faults in recordings of a real plant are found and shown in the browser', async () => {
  await using scratch = await scratchFolder();
  const set = await faultyRecordings(scratch.path);
  const bundle = join(scratch.path, 'detector');
  const trained = await runCommand('lookout', [
    ...['train', '--data', ...set.train, '--label', set.label, '--window', '10', '--seed', '1'],
    ...(set.ignore.length > 0 ? ['--ignore', ...set.ignore] : []),
    ...['--arch', 'dense', '--out', bundle],
  ]);
  expect(trained).toMatchObject({ code: 0 });

  const hub = await TestHub.start();
  onTestFinished(() => hub.stop());
  const credential = await hub.enrol({ id: 'loop-1', site: 'bench' });
  const files = await configureAgent(
    join(scratch.path, 'agent'),
    credential,
    set.replay.map(({ name, file }) => ({
      name,
      bundle,
      source: { type: 'csv', file, speed: rowsPerSecond },
    })),
  );
  const agent = await startAgent(files);
  onTestFinished(() => agent.stop());

  const found: string[] = [];
  for (const recording of set.replay) {
    const series = await eventually(`all of ${recording.name}`, () => whole(hub, recording));
    const { alerts } = await hub.get(
      `/api/alerts?state=all&kind=anomaly&stream=${recording.name}`,
      AlertPage,
    );
    const during = alerts.filter(({ since }) => isDuring(recording, series, since));
    if (during.length === 0) continue;
    found.push(recording.name);
    expect(during[0]?.channels[0]?.channel).toBeTruthy();
  }
  expect(found).toEqual(set.replay.map(({ name }) => name));

  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(hub.url);
  await page.getByLabel('Name').fill(hub.admin.name);
  await page.getByRole('textbox', { name: 'Password' }).fill(hub.admin.password);
  await page.getByRole('button', { name: /sign in/i }).click();
  // Signed in only when the overview is there: going on at once would cut the request short.
  await page.getByRole('link', { name: 'Overview' }).waitFor();
  await page.goto(`${hub.url}/alerts?state=all`);
  for (const name of found) await page.getByText(name).first().waitFor();
}, 300_000);

async function whole(hub: TestHub, { name, rows }: FaultyRecording): Promise<Series | null> {
  const now = Date.now();
  const path = `/api/devices/loop-1/streams/${name}/series?from=${now - 600_000}&to=${now}&points=5000`;
  const series = await hub.get(path, SeriesSchema);
  // Recordings have holes that cost a window each; the end is what counts.
  return series.at.length >= 0.9 * rows ? series : null;
}

/** The replay moves rows to now at a steady pace, so a time tells its row. */
function isDuring({ faultRow, faultEnd, rows }: FaultyRecording, series: Series, at: number) {
  const [first = 0, last = 0] = [series.at[0], series.at.at(-1)];
  const row = ((at - first) / (last - first)) * rows;
  return row >= faultRow - 15 && row < faultEnd + 15;
}

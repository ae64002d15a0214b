import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { TestHub } from '../support/hub.ts';
import { loopCsv } from '../support/job-client.ts';
import { scratchFolder } from '../support/scratch.ts';

test('an administrator trains a detector by page, watches its stages and reads its report', async () => {
  await using scratch = await scratchFolder();
  const file = async (name: string, text: string) => {
    await writeFile(join(scratch.path, name), text);
    return join(scratch.path, name);
  };
  const hub = await TestHub.start({ LOOKOUT_WORKERS: '1' });
  onTestFinished(() => hub.stop());
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(hub.url);
  await page.getByLabel('Name').fill(hub.admin.name);
  await page.getByRole('textbox', { name: 'Password' }).fill(hub.admin.password);
  await page.getByRole('button', { name: /sign in/i }).click();

  await page.getByRole('link', { name: 'Models' }).click();
  await page.getByText('Nothing was trained here yet').waitFor();
  await page.getByRole('button', { name: 'New job…' }).click();
  const form = page.getByRole('dialog', { name: 'New job' });
  await form.getByLabel('Name').fill('Pump hall 1');
  const inputs = form.locator('input[type=file]');
  await inputs.nth(0).setInputFiles(await file('normal.csv', loopCsv({ rows: 1_500, run: 1 })));
  const leak = loopCsv({ rows: 600, run: 2, leak: true });
  await inputs.nth(1).setInputFiles(await file('leak.csv', leak));
  await form.getByLabel('Label column').fill('anomaly');
  await form.getByRole('button', { name: 'Start' }).click();

  await page.getByRole('heading', { name: 'Pump hall 1' }).waitFor();
  await page.getByRole('progressbar', { name: 'Train, progress' }).waitFor();
  const stages = page.getByRole('region', { name: 'Stages' });
  const interval = stages.getByText(/^[01]\.\d{3} \([01]\.\d{3} to [01]\.\d{3}\)$/);
  // On a quick machine the last step may be over before the page is looked at.
  await stages
    .getByText(/^Step \d+ of at most \d+$/)
    .or(interval)
    .first()
    .waitFor();
  await interval.first().waitFor({ timeout: 60_000 });

  const report = page.frameLocator('iframe[title="Report of Pump hall 1"]');
  await report.getByRole('heading', { name: 'Pump hall 1', level: 1 }).waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'bundle.zip' }).click();
  expect((await download).suggestedFilename()).toBe('bundle.zip');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);

  await page.getByRole('link', { name: 'Models' }).first().click();
  await page.getByRole('link', { name: 'Pump hall 1' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Pump hall 1' }).waitFor();
  expect(errors).toEqual([]);
}, 180_000);

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, signedInPage } from '../support/browser.ts';
import { TestHub } from '../support/hub.ts';
import { scratchFolder } from '../support/scratch.ts';

let hub: TestHub;
let browser: Browser;
beforeAll(async () => {
  hub = await TestHub.start();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await hub?.stop();
});

async function open(width: number): Promise<Page> {
  const page = await signedInPage(browser, `${hub.url}/datasets`, hub.admin, width);
  await page.getByRole('heading', { name: 'Data sets', level: 1 }).waitFor();
  return page;
}

const row = (i: number) =>
  `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${Math.sin(i / 9)},${i % 5}`;
const csv = (rows: number) =>
  `time,pressure [bar],flow\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`;

test.each([1440, 390])(
  'at %i px a data set is uploaded, split by the keyboard and deleted',
  async (width) => {
    await using scratch = await scratchFolder();
    const bad = join(scratch.path, 'bad.csv');
    const good = join(scratch.path, 'good rows.csv');
    await writeFile(bad, csv(200).replace(row(7), row(7).replace(/,[^,]*,/, ',broken,')));
    await writeFile(good, csv(20_000));
    const page = await open(width);
    await page.getByText('There are no data sets yet').waitFor();

    await page.getByRole('button', { name: 'Upload…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Choose CSV files').setInputFiles(bad);
    await dialog.getByRole('button', { name: 'Upload' }).click();
    await dialog.getByText('bad.csv, line 9, column "pressure": "broken" is not').waitFor();
    await dialog.getByLabel('Choose CSV files').setInputFiles(good);
    await dialog.getByRole('textbox', { name: 'Name' }).fill('calm');
    await dialog.getByRole('button', { name: 'Upload' }).click();

    await page.getByRole('heading', { name: 'calm', level: 1 }).waitFor();
    await page.getByRole('img', { name: 'flow over the rows of the data set' }).waitFor();
    const legend = page.getByRole('region', { name: 'Split' }).getByRole('listitem');
    expect(await legend.first().textContent()).toMatch(/Train 60 % 12.000 rows/);
    await page.getByRole('slider').first().focus();
    for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowLeft');
    expect(await legend.first().textContent()).toMatch(/Train 50 % 10.000 rows/);
    await page.getByRole('button', { name: 'Save split' }).click();
    await expect
      .poll(() => page.getByRole('button', { name: 'Save split' }).isDisabled(), {
        timeout: 20_000,
      })
      .toBe(true);
    await page.reload();
    await legend.first().waitFor();
    expect(await legend.first().textContent()).toMatch(/Train 50 %/);
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(widest).toBeLessThanOrEqual(width);

    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByText('20 000 rows will be gone for good'.replace(' ', '\u202f')).waitFor();
    await page.getByRole('button', { name: 'Delete calm' }).click();
    await page.getByText('There are no data sets yet').waitFor();
    await page.close();
  },
);

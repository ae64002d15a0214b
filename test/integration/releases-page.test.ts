import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signBytes } from '@lookout/shared/bundle/signature';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipBundle } from '../../cloud-hub/src/model/bundle-zip.ts';
import { newKey, signedList } from '../../cloud-hub/src/model/keys/key-files.fixture.ts';
import { toyFiles } from '../../cloud-hub/src/model/registry.fixture.ts';
import { openBrowser, signedInPage } from '../support/browser.ts';
import { TestHub } from '../support/hub.ts';
import { scratchFolder } from '../support/scratch.ts';

const [root, release, stranger] = [newKey('root'), newKey('release'), newKey('stranger')];
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
  const page = await signedInPage(browser, `${hub.url}/releases`, hub.admin, width);
  await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
  return page;
}

/** Makes a release of one bundle with the dialog; the page is the release's own afterwards. */
async function make(page: Page, version: string, zip: string): Promise<void> {
  await page.getByRole('button', { name: 'New release…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Choose bundles').setInputFiles(zip);
  await dialog.getByRole('textbox', { name: /^Name of the variant/ }).fill('cpu-fp32');
  await dialog.getByLabel('Model').fill('pump');
  await dialog.getByLabel('Version').fill(version);
  await dialog.getByRole('button', { name: 'Make the release' }).click();
  await page.getByRole('heading', { name: `pump ${version}`, level: 1 }).waitFor();
}

/** Carries the manifest to the key and the signature back, as a person would. */
async function sign(page: Page, key: typeof release, folder: string): Promise<void> {
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /^Download pump/ }).click();
  const manifest = join(folder, 'manifest.json');
  await (await download).saveAs(manifest);
  const { signatures } = signBytes(await readFile(manifest), [key.key]);
  const signature = join(folder, 'signature.json');
  await writeFile(signature, JSON.stringify({ signatures }));
  await page.getByLabel('Choose the signature').setInputFiles(signature);
}

const widestOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

test.each([1440, 390])(
  'at %i px releases are made, signed elsewhere, compared and deleted',
  async (width) => {
    await using scratch = await scratchFolder();
    const zips = [join(scratch.path, 'one.zip'), join(scratch.path, 'two.zip')] as const;
    await writeFile(zips[0], zipBundle(toyFiles()));
    await writeFile(zips[1], zipBundle(toyFiles({ windowLength: 8 })));
    const page = await open(width);
    await page.getByRole('button', { name: ': npx lookout keys init keys' }).waitFor();
    const list = signedList({ roots: [root], releases: [release] });
    // Anew for each width; a list that is in force already is taken again.
    const put = await page.request.put(`${hub.url}/api/keys`, {
      data: list,
      headers: { origin: hub.url },
    });
    expect(put.ok() || put.status() === 409).toBe(true);

    await make(page, '1.0.0', zips[0]);
    await page
      .getByRole('button', { name: ': npx lookout keys sign pump-1.0.0.json --key release.pem' })
      .waitFor();
    await sign(page, stranger, scratch.path);
    await page.getByRole('alert').getByText('Not signed').waitFor();
    await sign(page, release, scratch.path);
    await page.getByRole('link', { name: 'Roll out…' }).waitFor();
    expect(await widestOf(page)).toBeLessThanOrEqual(width);

    await page.getByRole('link', { name: 'Releases' }).first().click();
    await make(page, '1.1.0', zips[1]);
    await page.getByRole('link', { name: 'compare' }).click();
    await page.getByRole('row', { name: /^Takes *, differs/ }).waitFor();
    expect(await page.getByRole('row', { name: /^Channels/ }).textContent()).toContain('the same');
    expect(await widestOf(page)).toBeLessThanOrEqual(width);

    for (const version of ['1.1.0', '1.0.0']) {
      await page.goto(`${hub.url}/models/releases`);
      await page.getByRole('link', { name: version, exact: true }).click();
      await page.getByRole('button', { name: 'Delete…' }).click();
      await page.getByRole('button', { name: `Delete ${version}` }).click();
      await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
    }
    await page.getByText('There is no release yet').waitFor();
    await page.close();
  },
);

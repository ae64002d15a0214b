import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parsePolicy, readPolicyKeys } from './policy-file.ts';

async function file(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lookout-policy-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'p.json');
  await writeFile(path, text);
  return path;
}

test('a key that is left out is as it is built in', async () => {
  const path = await file('{"prefer": "gpu"}');
  expect(parsePolicy(path, readPolicyKeys(path))).toMatchObject({
    ...{ prefer: 'gpu', dwellMs: 120_000 },
  });
});

test.each([
  ['{"dwelMs": 5}', /p\.json: .*dwelMs.*did you mean "dwellMs"/],
  ['{"prefer": "tpu"}', /p\.json: prefer: /],
  ['[]', /p\.json: expected one JSON object/],
  ['{"prefer"', /p\.json: is no JSON/],
])('%s is refused', async (text, message) => {
  const path = await file(text);
  expect(() => parsePolicy(path, readPolicyKeys(path))).toThrow(message);
});

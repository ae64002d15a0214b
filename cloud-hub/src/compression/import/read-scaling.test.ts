import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readScaling } from './read-scaling.ts';
import { folderOf } from './source-model.fixture.ts';

const names = ['Flow', 'Pressure'];
const expected = [
  { mean: 3, sd: 1 },
  { mean: 2, sd: 0.5 },
];
async function read(text: string) {
  await using folder = await folderOf({ 'scaling.json': text });
  return await readScaling(join(folder.path, 'scaling.json'), names);
}

test.each([
  ['lists', { mean: [3, 2], sd: [1, 0.5] }],
  [
    'names, in any order',
    { Pressure: { mean: 2, sd: 0.5 }, Flow: { mean: 3, sd: 1 }, Other: { mean: 0, sd: 1 } },
  ],
])('%s', async (_, content) => {
  expect(await read(JSON.stringify(content))).toEqual(expected);
});

test.each([
  ['{"mean": [3], "sd": [1]}', 'layout', '1 means'],
  ['{"Flow": {"mean": 3, "sd": 1}}', 'layout', '"Pressure"'],
  ['{"mean": [3, 2], "sd": [1, 0]}', 'malformed', 'is no scaling'],
  ['mean,sd', 'malformed', 'is no scaling'],
])('%s is refused', async (text, code, part) => {
  await expect(read(text)).rejects.toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(part) }),
  );
});

import { describe, expect, test } from 'vitest';
import {
  draftOf,
  emptyFields,
  newReleaseAddress,
  signatureFrom,
  variantName,
  variantsFrom,
} from './release-draft.ts';

const sha = 'b'.repeat(64);
const variant = { bundle: sha, name: 'cpu-int8', told: 'pump, cpu-int8' };

test.each([
  ['cpu-int8', 'cpu-int8'],
  ['GPU fp16', 'gpu-fp16'],
  ['int8', 'cpu-int8'],
  ['', 'cpu-fp32'],
])('the variant %s is called %s', (own, name) => expect(variantName(own)).toBe(name));

describe('a draft', () => {
  const fields = { ...emptyFields, model: 'pump', version: '1.0.0' };
  test('is sent with what the hub fills in left out', () =>
    expect(draftOf(fields, [variant])).toEqual({
      draft: {
        ...{ model: 'pump', version: '1.0.0', note: '', job: null, expiresAt: null },
        variants: [{ bundle: sha, name: 'cpu-int8' }],
      },
    }));
  test.each([
    ['no bundle', fields, [], 'Add the bundle of at least one variant.'],
    ['a name twice', fields, [variant, variant], 'Two variants are called cpu-int8.'],
    [
      'a bad variant',
      fields,
      [{ ...variant, name: 'int8' }],
      'Name of a variant: expected cpu-… or gpu-….',
    ],
    ['a bad model', { ...fields, model: 'Pump A' }, [variant], /^Model: expected 1 to 63/],
    ['no version', { ...fields, version: ' ' }, [variant], /^Version: /],
  ])('%s', (_name, given, variants, problem) =>
    expect(draftOf(given, variants)).toEqual({ problem: expect.stringMatching(problem) }),
  );
});

test('what an address names is what was registered', () => {
  const bundle = { id: sha, name: 'pump', variant: 'cpu-int8', sizeBytes: 5, known: false };
  const address = new URL(newReleaseAddress([bundle, bundle], 'j1'), 'http://hub');
  expect(address.searchParams.get('job')).toBe('j1');
  expect(variantsFrom(address.searchParams).map(({ name }) => name)).toEqual([
    'cpu-int8',
    'cpu-int8',
  ]);
  expect(variantsFrom(new URLSearchParams('bundle=nonsense'))).toEqual([]);
});

test('a signature is read from the file that was written, and nothing else', () => {
  const signatures = [{ keyId: sha, signature: 'AAAA' }];
  expect(signatureFrom(JSON.stringify({ signatures }))).toEqual({ signatures });
  expect(() => signatureFrom('hello')).toThrow('This is no JSON');
  expect(() => signatureFrom('{"signatures":[]}')).toThrow('This is no signature');
});

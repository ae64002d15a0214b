import { expect, test } from 'vitest';
import { parseBundleAddress } from './bundle-address.ts';

const id = '3f2a7c1e-5b64-4d8e-9a10-6c7d8e9f0a1b';

test.each([
  [`upload:${id}`, { kind: 'upload', id }],
  [`job:${id}/bundle.zip`, { kind: 'job', id, name: 'bundle.zip' }],
  [`job:${id}/int8-cpu.zip`, { kind: 'job', id, name: 'int8-cpu.zip' }],
  [`job:${id}/work/recordings`, null],
  [`job:${id}`, null],
  ['upload:1', null],
  ['detectors/pump', null],
  [`upload:${id}/x.zip`, null],
])('%s', (text, address) => expect(parseBundleAddress(text)).toEqual(address));

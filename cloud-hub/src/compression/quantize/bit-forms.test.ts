import { Random } from '@lookout/shared/simulator/random';
import { expect, test } from 'vitest';
import { writeNetwork } from '../network/network-file.ts';
import {
  conv1dNetwork,
  conv2dNetwork,
  denseNetwork,
  normalWindows,
  relativeGap,
  runNetwork,
} from '../network/networks.fixture.ts';
import { cpuForms, gpuForms, headsOf } from './bit-forms.ts';
import { calibrationWindows } from './calibration-windows.ts';

const eight = ['fp32', 'int8', 'u8i8', 'u8i8 float heads'];
const again = ['fp32', 'int8', 'u8i8'].map((form) => `${form} subpixel`);

test.each([
  ['dense', denseNetwork(), eight],
  ['conv2d', conv2dNetwork(), [...eight, 'u8i8 float first']],
  ['conv1d', conv1dNetwork(), [...eight, ...again, 'u8i8 subpixel float heads']],
])('every form of the %s network says nearly the same', async (_, network, names) => {
  const windows = normalWindows(network, 32);
  const both = calibrationWindows(windows, network.input.shape, new Random(1));
  const forms = [...(await cpuForms(network, both)), ...gpuForms(network)];
  expect(forms.map(({ name }) => name)).toEqual([...names, 'fp16']);
  const exact = await runNetwork(network, windows);
  const bytes = writeNetwork(network).length;
  for (const { name, form, network: made } of forms) {
    for (const [output, values] of Object.entries(await runNetwork(made, windows)))
      expect(relativeGap(values, exact[output]), `${name} ${output}`).toBeLessThan(0.1);
    if (form !== 'fp32') expect(writeNetwork(made).length, name).toBeLessThan(0.95 * bytes);
  }
});

test('the heads are the layers that give the latent, before it is clipped', () => {
  const network = denseNetwork();
  const weights = [...headsOf(network)].map((number) => network.nodes[number]?.inputs[1]);
  expect(weights.sort()).toEqual(['logvar.weight', 'mu.weight']);
});

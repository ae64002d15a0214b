import { cpu, gpu, nets, profile } from './situation.fixture.ts';
import { becomes, busy, calm, check, critical, other, pin, tensorrt } from './story.fixture.ts';

check([
  ['a pin to the CPU', { running: gpu, policy: pin(cpu), phases: [calm(5)] }, cpu, 'pinned'],
  [
    'a pin to what misses its deadline',
    { profiles: nets.heavy, running: gpu, policy: pin(cpu), phases: [calm(600)] },
    cpu,
    'pinned',
  ],
  [
    'a pin to the GPU at a critical temperature',
    { running: gpu, policy: pin(gpu), phases: [critical(60)] },
    gpu,
    'pinned',
  ],
  [
    'a pin to the GPU in use',
    { running: cpu, policy: pin(gpu), phases: [busy(600)] },
    gpu,
    'pinned',
  ],
  [
    'a pin to a variant, any provider',
    {
      profiles: [...nets.medium, profile(tensorrt, 8)],
      policy: { pin: { variant: 'gpu-fp16', provider: null } },
      phases: [calm(5)],
    },
    tensorrt,
    'pinned',
  ],
  [
    'a pin to what cannot run',
    { profiles: becomes('absent'), policy: pin(gpu), phases: [calm(5)] },
    cpu,
    'onlyOne',
    /pinned gpu-fp16 cannot run/,
  ],
  [
    'a pin to what the release has not',
    { policy: pin(other), phases: [calm(5)] },
    gpu,
    'faster',
    /cannot run/,
  ],
  ['the GPU forbidden', { policy: { forbid: ['gpu'] }, phases: [calm(5)] }, cpu, 'policy'],
  [
    'the GPU forbidden while it runs',
    { running: gpu, phases: [calm(20), { ...calm(5), policy: { forbid: ['gpu'] } }] },
    cpu,
    'policy',
    /forbids the GPU/,
  ],
  [
    'the GPU forbidden, and nothing else runs',
    { profiles: [profile(gpu, 20)], policy: { forbid: ['gpu'] }, phases: [calm(5)] },
    gpu,
    'onlyOne',
  ],
  ['both forbidden', { policy: { forbid: ['cpu', 'gpu'] }, phases: [calm(5)] }, gpu, 'faster'],
  [
    'the GPU preferred by a tiny network',
    { profiles: nets.tiny, policy: { prefer: 'gpu' }, phases: [calm(5)] },
    gpu,
    'policy',
  ],
  [
    'the CPU preferred',
    { running: gpu, policy: { prefer: 'cpu' }, phases: [calm(70)] },
    cpu,
    'policy',
  ],
  [
    'the CPU preferred, which would miss its deadline',
    { profiles: nets.heavy, running: gpu, policy: { prefer: 'cpu' }, phases: [calm(70)] },
    gpu,
    'deadline',
  ],
  [
    'the GPU preferred, in use',
    { running: cpu, policy: { prefer: 'gpu' }, phases: [busy(600, 60)] },
    cpu,
    'gpuBusy',
    /below 50 %/,
  ],
  [
    'power saving',
    {
      running: gpu,
      profiles: [profile(cpu, 60), profile(gpu, 20)],
      policy: { powerSaving: true },
      phases: [calm(70)],
    },
    cpu,
    'policy',
    /less energy/,
  ],
  [
    'power saving where the GPU takes less',
    { running: cpu, policy: { powerSaving: true }, phases: [calm(70)] },
    gpu,
    'policy',
  ],
  ['a deadline of its own', { policy: { deadlineMs: 100 }, phases: [calm(5)] }, gpu, 'deadline'],
  [
    'a wide deadline',
    { profiles: nets.light, policy: { deadlineMs: 5_000 }, phases: [calm(5)] },
    cpu,
    'small',
  ],
]);

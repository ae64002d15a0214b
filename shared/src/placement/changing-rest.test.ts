import { cpu, gpu, nets, profile, queued, seen } from './situation.fixture.ts';
import {
  becomes,
  busy,
  calm,
  check,
  critical,
  machine,
  mebibyte,
  other,
  tight,
} from './story.fixture.ts';

const thrifty = [profile(cpu, 320, { peakMemoryBytes: 50 * mebibyte }), profile(gpu, 20)];
const small = { variant: 'gpu-small', provider: 'cuda' };
const better = { variant: 'gpu-better', provider: 'cuda' };
const full = { otherCpuPercent: 100, cpuFullPercent: 80, cpuRivals: 4, gpuPercent: 97 };
const allLost = nets.medium.map((one) => ({ ...one, usable: 'absent' as const }));

// Deadlines, memory, lost providers, and the rules against flapping.
check([
  [
    'late on the CPU',
    { running: cpu, profiles: nets.heavy, phases: [calm(15)] },
    gpu,
    'deadline',
    /is the deadline: about 100 % of its windows are late/,
  ],
  [
    'late on the CPU for 10 s',
    { running: cpu, profiles: nets.heavy, phases: [calm(10)] },
    cpu,
    'deadline',
    /for now/,
  ],
  [
    'seen to be late, whatever the profile',
    { running: cpu, phases: [machine(15, seen(cpu, 650))] },
    gpu,
    'deadline',
    /650 ms/,
  ],
  [
    'its windows wait before the GPU, and would before another variant on it',
    {
      running: gpu,
      profiles: [profile(cpu, 900), profile(gpu, 40), profile(small, 35)],
      phases: [machine(60, queued(gpu, 40, 600))],
    },
    gpu,
    'faster',
    /would not help/,
  ],
  [
    'a wait before the CPU says nothing of the GPU',
    {
      running: cpu,
      profiles: nets.light,
      phases: [machine(20, queued(cpu, 60, 600))],
    },
    gpu,
    'deadline',
  ],
  [
    'what failed here is named before what this machine does not have',
    {
      running: cpu,
      profiles: [
        profile(cpu, 320),
        profile({ variant: 'gpu-fp16', provider: 'cuda' }, 20, { usable: 'absent', p50Us: null }),
        profile({ variant: 'gpu-fp16', provider: 'webgpu' }, 20, { usable: 'wrongScore' }),
      ],
      phases: [calm(20)],
    },
    cpu,
    'onlyOne',
    /gpu-fp16 on webgpu: it gives wrong scores here/,
  ],
  [
    'late on a GPU that others share',
    { running: gpu, phases: [machine(20, { gpuPercent: 75, ...seen(gpu, 600) })] },
    cpu,
    'deadline',
  ],
  [
    'late on the GPU, the CPUs full, and one sample lacks how full: no time to go there',
    {
      running: gpu,
      profiles: [profile(cpu, 200), profile(gpu, 20)],
      phases: [machine(60, full), machine(5, { ...full, cpuRivals: null })],
    },
    gpu,
    'gpuBusy',
  ],
  [
    'late everywhere',
    { running: gpu, profiles: nets.tooHeavy, phases: [calm(600)] },
    gpu,
    'faster',
    /would not help/,
  ],
  [
    'CPUs in use, small no more',
    {
      running: cpu,
      profiles: [profile(cpu, 160), profile(gpu, 20)],
      phases: [machine(70, { otherCpuPercent: 100, cpuPressurePercent: 60 })],
    },
    gpu,
    'faster',
  ],
  [
    'light on the CPU: no reason to go',
    { running: cpu, profiles: nets.light, phases: [calm(600)] },
    cpu,
    'small',
  ],
  [
    'tiny on the GPU: back',
    { running: gpu, profiles: nets.tiny, phases: [calm(70)] },
    cpu,
    'small',
  ],
  [
    'better and slower, both small: no way back',
    {
      running: small,
      profiles: [profile(small, 5), profile(better, 20, { auroc: 0.95 })],
      phases: [calm(480)],
    },
    better,
    'quality',
  ],
  [
    'a clock that an idle governor lowers',
    {
      running: cpu,
      profiles: nets.light,
      phases: [machine(70, { cpuClockRatio: 0.3, cpuPercent: 20 })],
    },
    cpu,
    'small',
  ],
  [
    'a clock that heat lowers',
    {
      running: cpu,
      profiles: nets.medium,
      phases: [machine(20, { cpuClockRatio: 0.3, throttled: true })],
    },
    gpu,
    'deadline',
  ],
  [
    'memory runs short',
    { running: gpu, profiles: thrifty, phases: [tight(5, 100)] },
    cpu,
    'memory',
  ],
  [
    'memory is back',
    { running: gpu, profiles: thrifty, phases: [tight(5, 100), tight(300, 800)] },
    gpu,
    'faster',
  ],
  [
    'memory is short, and nothing is smaller',
    { running: gpu, phases: [tight(60, 100)] },
    gpu,
    'faster',
  ],
  [
    'the provider is lost',
    { running: gpu, phases: [calm(30), { seconds: 5, profiles: becomes('absent') }] },
    cpu,
    'providerLost',
    /provider is not there/,
  ],
  [
    'the provider stays lost',
    { running: gpu, phases: [calm(30), { seconds: 60, profiles: becomes('absent') }] },
    cpu,
    'providerLost',
    /all that can run here while cuda is lost/,
  ],
  [
    'the provider is lost right after a switch',
    {
      running: cpu,
      profiles: nets.heavy,
      phases: [calm(20), { seconds: 5, profiles: becomes('absent', gpu, nets.heavy) }],
    },
    cpu,
    'providerLost',
  ],
  [
    'the provider is back',
    { running: gpu, phases: [{ seconds: 5, profiles: becomes('absent') }, calm(200)] },
    gpu,
    'faster',
  ],
  [
    'everything is lost',
    { running: gpu, phases: [{ seconds: 60, profiles: allLost }] },
    gpu,
    'providerLost',
    /nothing else can/,
  ],
  [
    'a second switch so soon',
    { running: gpu, phases: [busy(20), calm(70)] },
    cpu,
    'dwell',
    /has switched/,
  ],
  [
    'no switch allowed',
    { running: gpu, policy: { maxSwitchesPerHour: 0 }, phases: [busy(60)] },
    gpu,
    'capped',
    /0 of 0/,
  ],
  [
    'a cap that is reached',
    { running: gpu, policy: { maxSwitchesPerHour: 2 }, phases: [busy(20), calm(200), busy(60)] },
    gpu,
    'capped',
    /2 of 2/,
  ],
  [
    'a cap that is reached, and critical',
    { running: gpu, policy: { maxSwitchesPerHour: 2 }, phases: [busy(20), calm(200), critical(5)] },
    cpu,
    'critical',
  ],
  [
    'an hour later',
    { running: gpu, policy: { maxSwitchesPerHour: 2 }, phases: [busy(20), calm(3_700), busy(60)] },
    cpu,
    'gpuBusy',
  ],
  ['what runs was not measured', { running: other, phases: [calm(600)] }, other, 'unprofiled'],
]);

import { cpu, gpu, nets, profile } from './situation.fixture.ts';
import { busy, check, hot, machine, mebibyte, silent, tight } from './story.fixture.ts';

const thrifty = [profile(cpu, 320, { peakMemoryBytes: 50 * mebibyte }), profile(gpu, 20)];
const nothing = { otherCpuPercent: null, cpuOnline: null, cpuClockRatio: null, gpuPercent: null };
const noNumber = { gpuPercent: Number.NaN, headroomC: Number.NaN, otherCpuPercent: Number.NaN };

// What is not known of the machine: it neither asks for a switch nor allows a return that needs it.
check([
  [
    'GPU load: no reason to leave',
    { running: gpu, phases: [machine(600, { gpuPercent: null })] },
    gpu,
    'faster',
    /not known: the GPU's load/,
  ],
  [
    'GPU load: no way back',
    { running: gpu, phases: [busy(20), machine(600, { gpuPercent: null })] },
    cpu,
    'gpuBusy',
    /load is not known/,
  ],
  [
    'GPU load: none for pleasure either',
    { running: cpu, phases: [machine(600, { gpuPercent: null })] },
    cpu,
    'gpuBusy',
    /load is not known/,
  ],
  [
    'GPU load, but the CPU is late',
    { running: cpu, profiles: nets.heavy, phases: [machine(20, { gpuPercent: null })] },
    gpu,
    'deadline',
  ],
  [
    'headroom: no reason to leave',
    { running: gpu, phases: [machine(600, { headroomC: null })] },
    gpu,
    'faster',
    /not known: the distance/,
  ],
  [
    'headroom: no way back after heat',
    { running: gpu, phases: [hot(20), machine(600, { headroomC: null })] },
    cpu,
    'heat',
    /not known/,
  ],
  [
    'headroom, the GPU left for use: it may return',
    { running: gpu, phases: [busy(20), machine(300, { headroomC: null })] },
    gpu,
    'faster',
  ],
  [
    'critical headroom',
    { running: gpu, phases: [machine(60, { criticalHeadroomC: null })] },
    gpu,
    'faster',
  ],
  [
    'memory: no way back after it was short',
    {
      running: gpu,
      profiles: thrifty,
      phases: [tight(5, 100), machine(300, { memoryUsedBytes: null })],
    },
    cpu,
    'memory',
    /not known how much memory/,
  ],
  [
    'all of the machine',
    { running: gpu, phases: [machine(600, { ...nothing, headroomC: null })] },
    gpu,
    'faster',
  ],
  [
    'no sample at all',
    { running: cpu, phases: [silent(600)] },
    cpu,
    'unprofiled',
    /the load is not known/,
  ],
  [
    'no sample, and a late CPU',
    { running: cpu, profiles: nets.heavy, phases: [silent(600)] },
    cpu,
    'unprofiled',
    /the load is not known/,
  ],
  [
    'silence in a busy spell: the wait begins anew',
    { running: gpu, phases: [busy(10), silent(70), busy(10)] },
    gpu,
    'gpuBusy',
    /for now/,
  ],
  [
    'no number where one should be',
    { running: gpu, phases: [machine(60, noNumber)] },
    gpu,
    'faster',
  ],
]);

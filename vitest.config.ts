import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// `source` makes @lookout/shared resolve to its TypeScript, so a test never runs against a stale build.
const shared = { ssr: { resolve: { conditions: ['source', 'node'] } } };

// Left alone, Vitest keeps a core for itself: the only other one where there are two.
const unit = { testTimeout: 30_000, hookTimeout: 60_000, maxWorkers: '100%' };

// TensorFlow.js draws its random numbers by what its process has made before.
const training = 'cloud-hub/src/compression/**/*.test.ts';

const system = { testTimeout: 120_000, hookTimeout: 120_000 };

/** They mostly wait, for devices, processes and pages: one more at a time than there are cores. */
const sideBySide = {
  ...system,
  maxWorkers: availableParallelism() + 1,
  sequence: { groupOrder: 1 },
};

/** They hold times, or that a machine is calm, or take thousands of ports: nothing runs beside them. */
const alone = [
  'test/integration/{capture,mass-disconnect,placed-agent,second-provider}.test.ts',
  'test/e2e/{demonstration,host-watches-itself,placement}.test.ts',
];

/** They take a minute or more, so that none is to be the last to begin. */
const long = [
  'chaos/outage',
  'integration/compress-job',
  'integration/compress-settings',
  'integration/compress',
  'chaos/hub-killed',
  'chaos/rollout/power-cuts',
];

class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = long.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place === -1 ? long.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongOnesFirst },
    projects: [
      {
        ...shared,
        test: {
          ...unit,
          name: 'unit',
          include: [
            '{shared,edge-agent,cloud-hub,cloud-hub/web}/src/**/*.test.ts',
            'test/{rules,bench}/**/*.test.ts',
          ],
          exclude: [training],
          // Modules hold no state here, so a worker loads them once for all its files.
          isolate: false,
        },
      },
      { ...shared, test: { ...unit, name: 'unit-training', include: [training] } },
      {
        ...shared,
        test: {
          ...sideBySide,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: alone,
        },
      },
      {
        ...shared,
        test: {
          ...sideBySide,
          name: 'system',
          include: ['test/{chaos,e2e}/**/*.test.ts'],
          exclude: alone,
        },
      },
      { ...shared, test: { ...system, name: 'alone', include: alone, fileParallelism: false } },
      {
        // Not part of `npm test`: each has a command of its own.
        ...shared,
        test: { name: 'long', include: ['test/long/**/*.test.ts'], fileParallelism: false },
      },
    ],
  },
});

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { median } from '@lookout/shared/detector/evaluation/averages';
import type { FleetModel } from '../../../cloud-hub/src/rollout/engine/sleeping-fleet.fixture.ts';
import { runTasks } from '../run-tasks.ts';
import type { Tables } from '../tables.ts';
import type { SilenceAnswer, SilenceTask } from './messages.ts';

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** The engine's figures were chosen on seeds below 200: these it has not seen. */
const seeds = Array.from({ length: 24 }, (_, i) => 1001 + i);

/** 1,000 devices in waves of 1 %, 10 % and the rest; a fifth sleeps for 4 to 9 hours a day. */
const fleet: FleetModel = {
  ...{ devices: 1000, sleeping: 0.2, harmed: 0, dropsPerDay: 1 / 7, historyDays: 30, waves: true },
};
const unknown = { historyDays: 0 };
const bedtime = { bedtimeMs: 20 * 3_600_000 };
const restless = { dropsPerDay: 1 };
const early = { harmed: 0.05 };
const late = { harmed: 0.05, harmedWithinHours: 4 };

const harmless: Readonly<Record<string, Partial<FleetModel>>> = {
  'nobody sleeps': { sleeping: 0 },
  'habits known': {},
  'habits unknown': unknown,
  'habits unknown, each away once a day': { ...unknown, ...restless },
  'habits unknown, all go to sleep at 20:00': { ...unknown, ...bedtime },
};
const harmful: Readonly<Record<string, Partial<FleetModel>>> = {
  'habits known, as they install': early,
  'habits unknown, as they install': { ...early, ...unknown },
  'habits unknown, each away once a day': { ...early, ...unknown, ...restless },
  'habits known, within 4 h after': late,
  'habits unknown, within 4 h after': { ...late, ...unknown },
};

/** What the rollout engine makes of silence: of a fleet that sleeps, and of a release that takes devices down. */
export async function benchSilence(): Promise<Tables> {
  const startedAt = performance.now();
  const processes = Math.min(4, availableParallelism());
  const tasks = Object.entries({
    ...named('harmless', harmless),
    ...named('harmful', harmful),
  }).flatMap(([name, given]) =>
    seeds.map((seed) => ({ name, seed, model: { ...fleet, ...given } })),
  );
  const answers = new Map<string, SilenceAnswer[]>();
  await runTasks<SilenceTask, SilenceAnswer>(worker, tasks, processes, (answer, { name }) =>
    answers.set(name, [...(answers.get(name) ?? []), answer]),
  );
  const of = (kind: string, name: string) => answers.get(`${kind}: ${name}`) ?? [];
  return {
    'Harmless release': Object.keys(harmless).map((name) =>
      harmlessRow(name, of('harmless', name)),
    ),
    'Release that silences 5 %': Object.keys(harmful).map((name) =>
      harmfulRow(name, of('harmful', name)),
    ),
    'The command': [
      {
        rollouts: tasks.length,
        processes,
        seconds: Math.round((performance.now() - startedAt) / 1000),
      },
    ],
  };
}

const named = (kind: string, models: Readonly<Record<string, Partial<FleetModel>>>) =>
  Object.fromEntries(Object.entries(models).map(([name, model]) => [`${kind}: ${name}`, model]));

const tenths = (value: number): number => Math.round(10 * value) / 10;
const middle = (values: readonly number[]): number | null => {
  const value = median(values);
  return value === null ? null : tenths(value);
};

function harmlessRow(name: string, outcomes: readonly SilenceAnswer[]): object {
  const halted = outcomes.filter(({ state }) => state === 'HALTED');
  const hours = outcomes.flatMap(({ hoursToSuccess }) => hoursToSuccess ?? []);
  return {
    fleet: name,
    rollouts: outcomes.length,
    halted: halted.length,
    'hours until it succeeded (median)': middle(hours),
    'and at most': hours.length === 0 ? null : tenths(Math.max(...hours)),
    'sleepers called silent (median)': middle(outcomes.map(({ sleepersBlamed }) => sleepersBlamed)),
  };
}

function harmfulRow(name: string, outcomes: readonly SilenceAnswer[]): object {
  const found = outcomes.filter(({ state }) => state === 'HALTED');
  const hours = found.map((outcome) => outcome.hours);
  return {
    'fleet, and when they fall silent': name,
    rollouts: outcomes.length,
    found: found.length,
    'hours until then (median)': middle(hours),
    'and at most': hours.length === 0 ? null : tenths(Math.max(...hours)),
    'devices given it (median)': middle(found.map(({ touched }) => touched)),
    'silenced by it (median)': middle(found.map(({ dead }) => dead)),
  };
}

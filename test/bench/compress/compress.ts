import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '../../../cloud-hub/dist/cli/progress.js';
import { runTasks } from '../run-tasks.ts';
import type { Tables } from '../tables.ts';
import { ablationTable, maskTable, thresholdTable } from './ablation-tables.ts';
import { benchBudgets } from './budgets.ts';
import { lossTable, stageTable } from './loss-tables.ts';
import type { Compressed } from './made-network.ts';
import { choiceTable, detectionTable, detectorTable, speedTable } from './main-tables.ts';
import { groupTable, type Subject, subjects } from './subjects.ts';
import { titleOf } from './targets.ts';
import { timeNetworks } from './time-networks.ts';
import type { Answer, Task } from './worker.ts';

/** So many seeds of the dense networks: their training takes least. */
const ablationSeeds: Readonly<Record<string, number>> = { 'SKAB dense': 3, 'TEP dense': 2 };

/**
 * What compression keeps and what it gains, against our own fp32 networks: w = 64, five seeds, nothing tuned
 * on labels. Networks are made in worker processes; all timing happens afterwards, with nothing beside it.
 */
export async function benchCompress(quick: boolean): Promise<Tables> {
  const all = await subjects(quick);
  if (all.length === 0)
    console.error('No ../shared/data and no LOOKOUT_DATA: only budgets are measured.');
  const folder = await mkdtemp(join(tmpdir(), 'lookout-compress-bench-'));
  try {
    const done = await timed(await made(all, folder, ablatedOf(all, quick)));
    return {
      'Groups of recordings that windows of 64 rows fit into': await groupTable(),
      'Detection, against the network’s own fp32 form': detectionTable(done),
      'Size and speed of the VAE’s own graph': speedTable(done),
      'What the product chooses, on one half of the files for the other': choiceTable(done),
      'Whole detectors': detectorTable(done),
      Ablations: ablationTable(done),
      'Channels removed or masked, fp32': maskTable(done),
      'Levels: stale or recalibrated, stated at 1 %': thresholdTable(done),
      'Loss and detection, stage by stage': stageTable(done),
      'Does the VAE loss tell what happens to detection?': lossTable(done),
      ...(quick ? {} : await benchBudgets()),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A first look is content with the one that takes least. */
const ablatedOf = (all: readonly Subject[], quick: boolean): ReadonlySet<Subject> =>
  new Set(
    all.filter(
      (subject) =>
        subject.seed <= (ablationSeeds[titleOf(subject)] ?? 0) &&
        !(quick && subject.data === 'TEP'),
    ),
  );

type Untimed = Omit<Compressed, 'times'>;

async function made(
  all: readonly Subject[],
  folder: string,
  ablated: ReadonlySet<Subject>,
): Promise<Untimed[]> {
  const work = (subject: Subject) => workOf(subject) * (ablated.has(subject) ? 3 : 1);
  const slowestFirst = all.toSorted((a, b) => work(b) - work(a));
  const tasks = slowestFirst.map(
    (subject): Task => ({ subject, folder, ablated: ablated.has(subject) }),
  );
  const answers: Untimed[] = [];
  const progress = new Progress('Compressing', process.stderr, Date.now);
  const worker = join(import.meta.dirname, 'worker.ts');
  await runTasks<Task, Answer>(worker, tasks, availableParallelism(), (networks, { subject }) => {
    answers.push({ subject, networks });
    progress.update(answers.length / tasks.length, `${answers.length} of ${tasks.length} networks`);
  });
  progress.finish();
  return all.flatMap((subject) => answers.filter((answer) => answer.subject === subject));
}

/** So that no long one is left for the end. */
const workOf = (subject: Subject): number =>
  (subject.data === 'TEP' ? 3 : 1) * (subject.kind === 'conv1d' ? 2 : 1);

async function timed(networks: readonly Untimed[]): Promise<Compressed[]> {
  const progress = new Progress('Timing', process.stderr, Date.now);
  const done: Compressed[] = [];
  for (const one of networks) {
    done.push({ ...one, times: await timeNetworks(one.networks) });
    progress.update(done.length / networks.length, `${done.length} of ${networks.length} networks`);
  }
  progress.finish();
  return done;
}

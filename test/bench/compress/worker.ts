import { compressSubject, type JudgedStage, type Way } from './compress-subject.ts';
import type { Subject } from './subjects.ts';

export interface Task {
  readonly subject: Subject;
  readonly ways: readonly Way[];
}

export type Answer = readonly JudgedStage[];

process.on('message', ({ subject, ways }: Task) => {
  void compressSubject(subject, ways).then((stages) => process.send?.(stages));
});

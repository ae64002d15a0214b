import { type CompressOptions, compressSubject } from './compress-subject.ts';
import type { MadeNetwork } from './made-network.ts';
import type { Subject } from './subjects.ts';

export interface Task extends CompressOptions {
  readonly subject: Subject;
}

export type Answer = readonly MadeNetwork[];

process.on('message', ({ subject, ...options }: Task) => {
  void compressSubject(subject, options).then((networks) => process.send?.(networks));
});

// Nobody is left to be answered.
process.on('disconnect', () => process.exit());

import { randomUUID } from 'node:crypto';
import { defaultOutboxLimits } from './limits.ts';
import { event, stamp } from './outbox.fixture.ts';
import { Outbox } from './outbox.ts';

// Records events one by one and says the number of each after it was taken, until it is killed.
const outbox = new Outbox({
  folder: process.argv[2] ?? '',
  limits: defaultOutboxLimits,
  now: Date.now,
  newQueueId: randomUUID,
  stamp: () => stamp,
  warn: () => {},
});
let count = Number(process.argv[3]);
const appendOne = () => {
  count += 1;
  outbox.recordEvents([event(`${count}`, count)], [{ key: 'alert/pump', value: `${count}` }]);
  process.send?.(count);
  setImmediate(appendOne);
};
process.on('disconnect', () => process.exit());
appendOne();

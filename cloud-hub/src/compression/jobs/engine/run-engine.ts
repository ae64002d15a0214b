import type { JobOrder } from '@lookout/shared/protocol/jobs';
import { JobError } from '../job-error.ts';
import type { EngineIo, EngineOutcome, EngineTable } from './engine.ts';

/** @throws JobError `noEngine`; what the engine throws */
export async function runEngine(
  table: EngineTable,
  order: JobOrder,
  createdAt: number,
  io: EngineIo,
): Promise<EngineOutcome> {
  switch (order.kind) {
    case 'train': {
      const engine = await table.train?.();
      if (engine !== undefined) return engine({ order, createdAt }, io);
      break;
    }
    case 'compress': {
      const engine = await table.compress?.();
      if (engine !== undefined) return engine({ order, createdAt }, io);
      break;
    }
  }
  throw new JobError(
    'noEngine',
    `this worker cannot do jobs of the kind "${order.kind}": give it the hub's version`,
  );
}

import { Command } from 'commander';
import { registerCompress } from './compress.ts';
import { registerDataset } from './dataset.ts';
import { registerDemo } from './demo.ts';
import { registerDevice } from './device.ts';
import { registerEvaluate } from './evaluate.ts';
import { endingOf } from './exit.ts';
import { registerHub } from './hub.ts';
import { registerImport } from './import.ts';
import { registerKeys } from './keys/keys.ts';
import { registerPlacement } from './placement/placement.ts';
import { registerRelease } from './release/release.ts';
import { registerRollout } from './rollout/rollout.ts';
import { registerSimulate } from './simulate/simulate.ts';
import { registerTrain } from './train.ts';
import { registerUser } from './user.ts';
import { registerWorker } from './worker.ts';

// One register call per subcommand. They import what is heavy only when they run, so that --help is instant.
const program = new Command('lookout')
  .description('Watches a fleet of edge devices for what is out of the ordinary.')
  .option('--debug', 'show where an unexpected error came from')
  .showHelpAfterError('(lookout --help and lookout COMMAND --help explain)')
  .exitOverride();
registerDemo(program);
registerHub(program);
registerUser(program);
registerDevice(program);
registerDataset(program);
registerTrain(program);
registerImport(program);
registerEvaluate(program);
registerCompress(program);
registerRollout(program);
registerPlacement(program);
registerSimulate(program);
registerRelease(program);
registerKeys(program);
registerWorker(program);

try {
  await program.parseAsync();
} catch (error) {
  const { exitCode, message } = endingOf(error, program.opts().debug === true);
  if (message !== null) process.stderr.write(`lookout: ${message}\n`);
  process.exitCode = exitCode;
}

import { CommandSteps } from '../../components/command-steps.tsx';
import classes from './overview.module.css';

const steps = [
  {
    command: 'npx lookout device add pump-1 --site plant-a',
    effect: 'Where the hub runs: enrols the device and prints its credential, once.',
  },
  {
    command: 'npx lookout-agent run --config agent.yaml',
    effect: 'On the device: starts the agent. Its first score shows up here by itself.',
  },
];

/** An empty fleet teaches how to begin. */
export function FirstSteps() {
  return (
    <section className={classes.firstSteps}>
      <h1>No device yet</h1>
      <p>Two commands enrol the first one.</p>
      <CommandSteps steps={steps} />
    </section>
  );
}

import { Code, CopyButton, UnstyledButton } from '@mantine/core';
import classes from './command-steps.module.css';

export interface CommandStep {
  readonly command: string;
  /** Where it is given, and what it does. */
  readonly effect: string;
}

interface CommandStepsProps {
  readonly steps: readonly CommandStep[];
  /** Without numbers, where it is one step of others. */
  readonly bare?: boolean;
}

/** Commands in their order, each to be copied. */
export function CommandSteps({ steps, bare = false }: CommandStepsProps) {
  return (
    <ol className={classes.steps} data-bare={bare}>
      {steps.map(({ command, effect }) => (
        <li key={command}>
          <span className={classes.command}>
            <Code>{command}</Code>
            <CopyButton value={command}>
              {({ copied, copy }) => (
                <UnstyledButton className={classes.copy} onClick={copy}>
                  {copied ? 'Copied' : 'Copy'}
                  <span className="visually-hidden">: {command}</span>
                </UnstyledButton>
              )}
            </CopyButton>
          </span>
          <p className="muted">{effect}</p>
        </li>
      ))}
    </ol>
  );
}

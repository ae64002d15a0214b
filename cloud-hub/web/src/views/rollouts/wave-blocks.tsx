import type { WaveProgress } from '@lookout/shared/protocol/rollouts';
import { tallyOf, tallyText, waveStateText } from './rollout-text.ts';
import classes from './wave-blocks.module.css';

interface WaveBlocksProps {
  readonly waves: readonly WaveProgress[];
  /** With names and figures below, as on the page of one rollout. */
  readonly told?: boolean;
  /** The rollout has ended. */
  readonly ended?: boolean;
}

/** Waves as blocks that fill up from the left; a wide wave is a wide block, but a canary can be seen. */
export function WaveBlocks({ waves, told = false, ended = false }: WaveBlocksProps) {
  return (
    <ol className={classes.waves} data-told={told} aria-label="Waves">
      {waves.map((wave) => (
        <Wave key={wave.name} wave={wave} told={told} ended={ended} />
      ))}
    </ol>
  );
}

interface WaveProps {
  readonly wave: WaveProgress;
  readonly told: boolean;
  readonly ended: boolean;
}

function Wave({ wave, told, ended }: WaveProps) {
  const { name, state, counts } = wave;
  const tally = tallyOf(counts);
  const text = tallyText(tally);
  const part = (count: number) => ({ flexGrow: count });
  const rest = tally.total - tally.done - tally.onWay - tally.failed - tally.back;
  return (
    <li
      className={classes.wave}
      data-state={state}
      style={{ flexGrow: Math.max(1, Math.sqrt(tally.total)) }}
      title={told ? undefined : `${name}: ${text}`}
    >
      <span className={classes.block} aria-hidden="true">
        <span data-part="done" style={part(tally.done)} />
        <span data-part="onWay" style={part(tally.onWay)} />
        <span data-part="failed" style={part(tally.failed)} />
        <span data-part="back" style={part(tally.back)} />
        <span data-part="rest" style={part(tally.total === 0 ? 1 : rest)} />
      </span>
      {told ? (
        <>
          <span className={classes.name}>
            <span>{name}</span>
            <span className="small muted">{waveStateText(state, ended)}</span>
          </span>
          <span className="small muted">{text}</span>
        </>
      ) : (
        <span className="visually-hidden">
          {name}: {text}
        </span>
      )}
    </li>
  );
}

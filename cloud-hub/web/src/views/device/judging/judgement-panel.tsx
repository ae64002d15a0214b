import type {
  ChannelInfo,
  DetectionPolicy,
  Judgement,
  StreamReport,
} from '@lookout/shared/protocol/presence';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Ref } from 'react';
import { useMayOperate, useMe } from '../../../api/session.ts';
import { formatNumber, formatScore, plural } from '../../../components/format.ts';
import { ProgressBar } from '../../../components/progress-bar.tsx';
import { Fact, Facts } from '../side/facts.tsx';
import { AdaptationList } from './adaptation-list.tsx';
import classes from './judging.module.css';
import { budgetText, decisionWords, scaleText } from './judging-text.ts';
import { PolicyDialog } from './policy-dialog.tsx';

interface JudgementPanelProps {
  readonly device: string;
  readonly stream: StreamReport;
  readonly policy: DetectionPolicy | null;
  readonly onReset: () => void;
  /** Where the focus goes when the button that it came from is gone. */
  readonly resetButton: Ref<HTMLButtonElement>;
}

/** By what a score becomes an alert here, what moved that, and the two ways to change it. */
export function JudgementPanel(props: JudgementPanelProps) {
  const { device, stream, policy, onReset, resetButton } = props;
  const { judgement, threshold } = stream;
  const [editing, editor] = useDisclosure(false);
  const mayOperate = useMayOperate();
  const admin = useMe().data?.role === 'admin';
  return (
    <Facts
      title="How it is judged"
      foot={
        <>
          <div className={classes.buttons}>
            {mayOperate && judgement !== null && (
              <Button ref={resetButton} size="xs" variant="default" onClick={onReset}>
                This is the new normal…
              </Button>
            )}
            {admin && (
              <Button size="xs" variant="default" onClick={editor.open}>
                Change…
              </Button>
            )}
          </div>
          <AdaptationList device={device} stream={stream.name} />
          <PolicyDialog
            device={device}
            stream={stream.name}
            policy={policy}
            opened={editing}
            onClose={editor.close}
          />
        </>
      }
    >
      <Fact name="Limit">
        {formatScore(threshold)}
        {policy?.raiseLevel != null && <span className="muted">, set by hand</span>}
      </Fact>
      {judgement !== null && <JudgementFacts judgement={judgement} channels={stream.channels} />}
    </Facts>
  );
}

interface JudgementFactsProps {
  readonly judgement: Judgement;
  readonly channels: readonly ChannelInfo[];
}

function JudgementFacts({ judgement, channels }: JudgementFactsProps) {
  const { decision, alarmsPerDay, adaptive, commissioning, windows, windowsNeeded } = judgement;
  return (
    <>
      <Fact name="Budget">{budgetText(alarmsPerDay)}</Fact>
      <Fact name="Decision">{decisionWords[decision]}</Fact>
      <Fact name="Drift">{adaptive ? 'followed while no alert stands' : 'not followed'}</Fact>
      <Fact name="Scale" abnormal={commissioning === 'refused'}>
        {scaleText(judgement)}
        {commissioning === 'collecting' && (
          <ProgressBar
            className={classes.progress}
            value={windows}
            max={Math.max(1, windowsNeeded)}
            label="Windows collected"
          />
        )}
      </Fact>
      {judgement.zeroOffset !== null && (
        <ZeroFact offsets={judgement.zeroOffset} channels={channels} />
      )}
    </>
  );
}

interface ZeroFactProps {
  readonly offsets: readonly number[];
  readonly channels: readonly ChannelInfo[];
}

/** The sensors whose zero was moved, the rest of them on hover. */
function ZeroFact({ offsets, channels }: ZeroFactProps) {
  const moved = channels.flatMap(({ name, unit }, i) => {
    const by = offsets[i];
    return by === undefined || by === 0 ? [] : [`${name} ${formatNumber(by)} ${unit ?? ''}`.trim()];
  });
  return (
    <Fact name="Zero">
      <details className={classes.zero}>
        <summary>{plural(moved.length, 'sensor')} re-zeroed</summary>
        <ul>
          {moved.map((line) => (
            <li key={line} className="small">
              {line}
            </li>
          ))}
        </ul>
      </details>
    </Fact>
  );
}

import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import { Link } from 'react-router';
import { absoluteText } from '../../components/age-text.ts';
import { inputText, thresholdText } from './release-text.ts';
import classes from './releases.module.css';

/** What was signed: the input, the thresholds, where it comes from. */
export function ReleaseFacts({ release }: { readonly release: ReleaseSummary }) {
  const { id, manifest, signedAt, signedBy } = release;
  const { input, variants, lineage, note, expiresAt } = manifest;
  const facts = [
    ['Note', note === '' ? 'none' : note],
    ['Input', inputText(input)],
    ['Channels', input.channels.map(({ name }) => name).join(', ')],
    ...variants.map(({ name, thresholds }) => [`Raises, ${name}`, thresholdText(thresholds)]),
    ['Made of', lineage.stages.join(' → ') || 'not told'],
    ['Data', lineage.data.map(({ file }) => file).join(', ') || 'not told'],
    ['Expires', absoluteText(expiresAt)],
    [
      'Signed',
      signedAt === null
        ? 'not yet'
        : `${absoluteText(signedAt)}, by ${signedBy.map((key) => key.slice(0, 12)).join(', ')}`,
    ],
    ['Digest', id],
  ];
  return (
    <section className={classes.block} aria-label="What was signed">
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Follows</dt>
          <dd>
            {lineage.parent === null ? (
              'nothing: the first of its model'
            ) : (
              <>
                <Link to={`/models/releases/${lineage.parent}`}>{lineage.parent.slice(0, 12)}</Link>
                {' · '}
                <Link to={`/models/releases/compare?a=${lineage.parent}&b=${id}`}>compare</Link>
              </>
            )}
          </dd>
        </div>
        {lineage.job !== null && (
          <div>
            <dt>Job</dt>
            <dd>
              <Link to={`/models/jobs/${lineage.job}`}>the compression</Link>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
